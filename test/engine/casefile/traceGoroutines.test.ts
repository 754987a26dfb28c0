import { describe, expect, it } from 'vitest'
import { columnsFor } from '../../../electron/engine/casefile/traceBlocks.ts'
import {
  mayEndWaits,
  packGoroutines,
  unpackGoroutines,
} from '../../../electron/engine/casefile/traceCodecs/goroutines.ts'
import { GoState, IntervalFlag } from '../../../shared/records/index.ts'

const ROWS = 4000
const STREAMS = 8
/** Base, then the lengths of the streams. */
const HEAD = 8 + STREAMS * 4

/** Tracks of all lengths, as a scheduler makes them and as none does; numbers of all lengths. */
function columns() {
  const made = columnsFor('goroutines', ROWS)
  let seed = 7
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
  const upTo = (most: number): number => (next(4) === 0 ? next(most) : next(Math.min(most, 100)))
  const usual = [GoState.waiting, GoState.runnable, GoState.running]
  let [slot, time] = [0, 1e9]
  for (let row = 0, left = 0, at = 0; row < ROWS; row++, left--, at++) {
    if (left === 0) {
      ;[slot, time, left, at] = [slot + 1 + upTo(1e6), 1e9 + upTo(1e9), 1 + upTo(200), 0]
    }
    const state = next(8) === 0 ? next(6) : (usual[at % 3] as number)
    const put = (name: string, value: number): void => void ((made[name] as Float64Array)[row] = value)
    put('goroutine', slot)
    put('state', state)
    put('from', next(5) === 0 ? next(6) : (usual[(at + 2) % 3] as number))
    put('flags', next(9) === 0 ? next(256) : at === 0 ? IntervalFlag.Created : 0)
    const start = next(20) === 0 ? time + upTo(1e6) : time
    put('start', start)
    put('begin', next(20) === 0 ? start - upTo(1e9) : start)
    time = start + (next(30) === 0 ? 2 ** 44 + next(1000) : upTo(2 ** 31 - 1))
    put('end', time)
    for (const name of ['reason', 'stack', 'proc', 'thread', 'waker', 'wakerStack'])
      put(name, next(3) === 0 ? 0 : upTo(2 ** 31 - 1) * (next(9) === 0 ? 2 : 1))
    for (const name of ['stwNs', 'gcNs', 'fullNs', 'markNs']) put(name, next(6) === 0 ? upTo(2 ** 31 - 1) : 0)
  }
  return made
}

const endsOf = (bytes: Uint8Array): number[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  let at = HEAD
  return Array.from({ length: STREAMS }, (_, stream) => (at += view.getUint32(8 + stream * 4, true)))
}

describe("a block of goroutines' intervals", () => {
  it('gives back what was packed, also into columns that were used before', () => {
    const made = columns()
    const into = columnsFor('goroutines', ROWS)
    for (const column of Object.values(into)) column.fill(7)
    expect(unpackGoroutines(packGoroutines(made, 0, ROWS, 1e9), into, ROWS)).toBe(ROWS)
    for (const [name, column] of Object.entries(made)) expect(into[name], name).toEqual(column)
  })

  it('gives back what stands before another goroutine alone', () => {
    const made = columns()
    const bytes = packGoroutines(made, 0, ROWS, 1e9)
    const slots = [...new Set(made['goroutine'])]
    expect(slots.length).toBeGreaterThan(50)
    for (const [nth, slot] of slots.entries()) {
      // The slot itself, and one between it and the next that the block does not have.
      const asked = nth % 2 === 0 ? slot : Math.max(slot, (slots[nth + 1] ?? slot + 2) - 1)
      const into = columnsFor('goroutines', ROWS)
      const to = unpackGoroutines(bytes, into, ROWS, asked)
      expect(to).toBe((made['goroutine'] as Uint32Array).lastIndexOf(slot) + 1)
      for (const [name, column] of Object.entries(made))
        expect(into[name]?.subarray(0, to), name).toEqual(column.subarray(0, to))
    }
    expect(unpackGoroutines(bytes, columnsFor('goroutines', ROWS), ROWS, (slots[0] as number) - 1)).toBe(0)
  })

  it('is refused where bytes are missing, too many or others, and is never read beyond', () => {
    const bytes = packGoroutines(columns(), 0, ROWS, 1e9)
    const into = columnsFor('goroutines', ROWS)
    expect(unpackGoroutines(bytes, into, ROWS - 1)).toBe(-1)
    expect(unpackGoroutines(bytes.subarray(0, bytes.length - 1), into, ROWS)).toBe(-1)
    expect(unpackGoroutines(bytes.subarray(0, 20), into, ROWS)).toBe(-1)
    const longer = new Uint8Array(bytes.length + 1)
    longer.set(bytes)
    expect(unpackGoroutines(longer, into, ROWS)).toBe(-1)
    // A varint that does not end reads into the next stream. Heads are bytes of their own.
    for (const [stream, end] of endsOf(bytes).entries()) {
      const broken = bytes.slice()
      broken[end - 1] = (broken[end - 1] as number) | 0x80
      if (stream > 0) expect(unpackGoroutines(broken, into, ROWS), `stream ${stream}`).toBe(-1)
    }
  })

  it('tells who may have ended a wait in it without being read', () => {
    const made = columns()
    const bytes = packGoroutines(made, 0, ROWS, 1e9)
    const { state, waker } = made
    const enders = new Set<number>()
    for (let row = 0; row < ROWS; row++) if (state?.[row] === GoState.waiting) enders.add(waker?.[row] as number)
    expect(enders.size).toBeGreaterThan(100)
    for (const slot of enders) expect(mayEndWaits(bytes, slot)).toBe(true)
    const others = Array.from({ length: 5000 }, (_, slot) => slot).filter((slot) => !enders.has(slot))
    // Those that made a goroutine stand in the same stream.
    expect(others.filter((slot) => mayEndWaits(bytes, slot)).length).toBeLessThan(others.length / 10)
    const damaged = bytes.subarray(0, bytes.length - 1)
    expect(mayEndWaits(damaged, 1)).toBe(true)
  })
})
