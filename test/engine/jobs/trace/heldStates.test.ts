import { expect, it } from 'vitest'
import { HeldStates } from '../../../../electron/engine/jobs/trace/HeldStates.ts'
import type { Interval } from '../../../../electron/engine/jobs/trace/intervals.ts'

const stateAt = (row: number): Interval => ({
  state: row % 6,
  from: (row + 1) % 6,
  flags: row % 256,
  startNs: row * 10.5,
  endNs: row * 10.5 + 10.5,
  reason: row + 1,
  stack: 4_000_000_000 + (row % 1000),
  proc: row + 3,
  thread: row + 4,
  waker: row + 5,
  wakerStack: row + 6,
  stwNs: row * 7,
  gcNs: row * 8,
  fullNs: row * 9,
  markNs: row * 2 ** 20,
})
const states = (from: number, to: number): Interval[] =>
  Array.from({ length: to - from }, (_, at) => stateAt(from + at))

it('gives states of a goroutine back as they were added, those of a range alone', () => {
  const held = new HeldStates(7)
  const all = states(0, 100_000)
  for (const [from, to] of [
    [0, 1],
    [1, 1000],
    [1000, 70_000],
    [70_000, 100_000],
  ] as const)
    expect(held.add(all.slice(from, to))).toBe(true)
  const given = [...held.in({ fromNs: Number.NEGATIVE_INFINITY, toNs: Number.POSITIVE_INFINITY })]
  expect(given.every(({ length }) => length > 0 && length < all.length)).toBe(true)
  expect(given.flat()).toEqual(all)
  // What ends where the range begins, and begins where it ends, is in it.
  const range = { fromNs: 21, toNs: 42 }
  expect(held.places(range)).toEqual([1, 5])
  expect([...held.in(range)].flat()).toEqual(states(1, 5))
  expect(held.slice(99_999, 99_999)).toEqual([])
  expect([...held.in({ fromNs: 2e9, toNs: 3e9 })]).toEqual([])
})

it('says where there are more than it holds', () => {
  const held = new HeldStates(7)
  const some = states(0, 50_000)
  for (let part = 0; part < 20; part++) expect(held.add(some)).toBe(true)
  expect(held.add(some.slice(0, 1))).toBe(false)
})
