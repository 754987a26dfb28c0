// Loaded before a program (`node --import`): the wall clock stands still at FIXED_MS. Timers and `performance` go on.
// Importing it stops the clock: the moment by itself is in fixedMs.ts.
import { FIXED_MS } from './fixedMs.ts'

const RealDate = Date
class FixedDate extends RealDate {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [FIXED_MS] : given) as [number]))
  }
  static override now(): number {
    return FIXED_MS
  }
}
globalThis.Date = FixedDate as DateConstructor
