import { findByte } from './bytes.ts'
import { unwrapLogger } from './loggers.ts'
import { ESCAPE, unwrapCollector } from './prefix.ts'
import { unwrapped } from './unwrapped.ts'

export { unwrapped }

/** Sets `unwrapped` to the program's own text of a single line: for recognition, which looks at lines out of their order. */
export function unwrap(bytes: Uint8Array, from: number, to: number): void {
  unwrapCollector(bytes, from, to, findByte(bytes, ESCAPE, from, to) >= 0)
  unwrapped.mayHaveEscapes = true
  unwrapLogger(unwrapped)
}
