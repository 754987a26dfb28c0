// Header 1.5 (Go 1.5 and 1.6): every event has a sequence number, which is their order. Such a trace names no functions, so its
// events are only checked: whether the clock agrees with the order.
import { TraceFault } from '../TraceFault.ts'
import { VarintCursor } from '../VarintCursor.ts'
import type { V1Index } from './V1Index.ts'
import type { V1Layout } from './v1Events.ts'
import { BAD_VARINT, V1, v1Name } from './v1Events.ts'

const STRUCTURAL: readonly number[] = [V1.Batch, V1.Frequency, V1.Stack, V1.TimerGoroutine]

/** Throws TraceFault where events contradict each other. */
export function checkOldestOrder(index: V1Index, layout: V1Layout): void {
  const seqs: number[] = []
  const ticks: number[] = []
  for (const batches of index.batches.values())
    for (const { memory, start, end, fileStart } of batches) {
      const cursor = new VarintCursor(memory, 'gotrace', start, end)
      let seq = 0
      let clock = 0
      while (cursor.left > 0) {
        const at = cursor.at
        const fail = (reason: string): TraceFault =>
          new TraceFault('malformed', reason, { byte: fileStart + at - start, generation: 1 })
        const args = argsOf(cursor, fail)
        const type = (memory[at] as number) & 63
        if (type === V1.Batch) {
          seq = args[1] ?? 0
          clock = args[2] ?? 0
        }
        if (STRUCTURAL.includes(type)) continue
        const want = (layout.args[type] as number) + 2
        if (args.length !== want)
          throw fail(`${v1Name(type)} has wrong number of arguments: want ${want}, got ${args.length}`)
        seq += args[0] ?? 0
        clock += args[1] ?? 0
        // A return from a syscall carries the number and time it really had.
        const isExit = type === V1.GoSysExit
        seqs.push(isExit ? (args[3] ?? 0) : seq)
        ticks.push(isExit && args[4] !== 0 ? (args[4] ?? 0) : clock)
      }
    }
  const order = seqs.map((_, event) => event).sort((a, b) => (seqs[a] ?? 0) - (seqs[b] ?? 0))
  let last = -Infinity
  for (const event of order) {
    const at = ticks[event] ?? 0
    if (at < last) throw new TraceFault('inconsistent', 'time stamps out of order', { byte: 0, generation: 1 })
    last = at
  }
}

/** All varints of the record at the cursor. */
function argsOf(cursor: VarintCursor, fail: (reason: string) => TraceFault): number[] {
  const code = cursor.u8('an event') >> 6
  const args: number[] = []
  let end = Infinity
  if (code === 3) {
    if (!cursor.tryVarint()) throw fail(BAD_VARINT)
    end = cursor.at + cursor.number
  }
  const count = code === 3 ? Infinity : code + 2
  while (args.length < count && cursor.at < end) {
    if (!cursor.tryVarint()) throw fail(BAD_VARINT)
    args.push(cursor.number)
  }
  return args
}
