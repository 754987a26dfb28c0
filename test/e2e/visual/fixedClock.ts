// Loaded before a program (`node --import`): the wall clock stands still at FIXED_MS. Timers and `performance` go on.

/** When the pictures are taken: on the day after the sample incident. */
export const FIXED_MS = Date.UTC(2026, 10, 22, 9, 30)

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
