import { describe, expect, it } from 'vitest'
import { packEvents, unpackEvents } from '../../../electron/engine/casefile/traceCodecs/events.ts'
import {
  TRACE_BYTE_COLUMNS,
  TRACE_FLOAT_COLUMNS,
  TRACE_UINT_COLUMNS,
  emptyTraceEventColumns,
} from '../../../shared/records/index.ts'

const NAMES = [...TRACE_FLOAT_COLUMNS, ...TRACE_UINT_COLUMNS, ...TRACE_BYTE_COLUMNS]
const ROWS = 3000

/** Numbers of all lengths in every column. */
function columns() {
  const made = emptyTraceEventColumns(ROWS)
  let seed = 11
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
  const upTo = (most: number): number => (next(4) === 0 ? next(2_147_483_647) % most : next(Math.min(most, 120)))
  let time = 0
  for (let row = 0; row < ROWS; row++) {
    made.time[row] = time += 1 + (next(50) === 0 ? 2 ** 45 + next(1000) : upTo(2 ** 31))
    made.kind[row] = next(60)
    made.transition[row] = next(256)
    for (const name of TRACE_UINT_COLUMNS) made[name][row] = upTo(2 ** 31) * (next(9) === 0 ? 2 : 1)
    made.value[row] = next(5) === 0 ? next(1000) / 7 : next(3) * upTo(2 ** 31)
    made.value2[row] = next(9) === 0 ? upTo(2 ** 31) * 2 ** 20 : 0
  }
  return made
}

const asColumns = (of: object) => of as Parameters<typeof unpackEvents>[1]

describe('a block of events', () => {
  it('gives back what was packed, also into columns that were used before', () => {
    const made = columns()
    const into = emptyTraceEventColumns(ROWS)
    for (const name of NAMES) into[name].fill(7)
    expect(unpackEvents(packEvents(asColumns(made), 0, ROWS), asColumns(into), ROWS)).toBe(true)
    for (const name of NAMES) expect(into[name], name).toEqual(made[name])
  })

  it('is refused where bytes are missing, too many or others, and is never read beyond', () => {
    const bytes = packEvents(asColumns(columns()), 0, ROWS)
    const into = asColumns(emptyTraceEventColumns(ROWS))
    expect(unpackEvents(bytes, into, ROWS - 1)).toBe(false)
    expect(unpackEvents(bytes.subarray(0, bytes.length - 1), into, ROWS)).toBe(false)
    expect(unpackEvents(bytes.subarray(0, 10), into, ROWS)).toBe(false)
    const longer = new Uint8Array(bytes.length + 1)
    longer.set(bytes)
    expect(unpackEvents(longer, into, ROWS)).toBe(false)
    // A varint that does not end reads into the next stream.
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    let at = 24
    for (let stream = 0; stream < 6; stream++) {
      const length = view.getUint32(stream * 4, true)
      const broken = bytes.slice()
      broken[at + length - 1] = (broken[at + length - 1] as number) | 0x80
      if (stream !== 1) expect(unpackEvents(broken, into, ROWS), `stream ${stream}`).toBe(false)
      at += length
    }
  })
})
