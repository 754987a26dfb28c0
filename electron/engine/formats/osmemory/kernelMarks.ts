// Words that stand in every line which can begin a kill, searched for in all lines of all logs: ten bytes of each, so that a line
// without them costs a look at every few of its bytes (Horspool's search, for all words at once).
import { literal, startsWith } from '../logs/bytes.ts'

/** `invoked oom-killer:`, `oom-kill:constraint=`, `Out of memory`, `Killed process`: where they end in bytes that are rare. */
const MARKS = ['om-killer:', 'oom-kill:c', ' of memory', 'illed proc'].map(literal)
const LENGTH = 10

/** By the byte at the end of the window: how far the nearest window is that can hold a word. 0: perhaps this one does. */
const SHIFTS = new Uint8Array(256).fill(LENGTH)
for (const mark of MARKS) mark.forEach((byte, at) => (SHIFTS[byte] = Math.min(SHIFTS[byte] as number, LENGTH - 1 - at)))

/** Whether a line may be one of a kill's first. */
export function hasKernelMark(bytes: Uint8Array, from: number, to: number): boolean {
  for (let end = from + LENGTH - 1; end < to;) {
    const shift = SHIFTS[bytes[end] as number] as number
    if (shift === 0 && isMark(bytes, end + 1 - LENGTH, to)) return true
    end += shift || 1
  }
  return false
}

function isMark(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from]
  if (first !== 0x6f && first !== 0x20 && first !== 0x69) return false
  return MARKS.some((mark) => startsWith(bytes, from, to, mark))
}
