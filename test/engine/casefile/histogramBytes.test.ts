import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramBytes, histogramOf } from '../../../electron/engine/casefile/histogramBytes.ts'
import { MIGRATIONS } from '../../../electron/engine/casefile/migrations/index.ts'
import { DURATION_BUCKETS } from '../../../shared/records/index.ts'

const histogram = (counts: Readonly<Record<number, number>>): Uint32Array => {
  const all = new Uint32Array(DURATION_BUCKETS)
  for (const [bucket, count] of Object.entries(counts)) all[Number(bucket)] = count
  return all
}

describe('histograms of rows', () => {
  it('keep any counts, empty ones and the largest', () => {
    const counts = fc.uint32Array({ minLength: DURATION_BUCKETS, maxLength: DURATION_BUCKETS })
    const few = fc
      .dictionary(fc.integer({ min: 0, max: DURATION_BUCKETS - 1 }).map(String), fc.nat({ max: 0xffffffff }))
      .map(histogram)
    fc.assert(fc.property(fc.oneof(few, counts), (all) => void expect(histogramOf(histogramBytes(all))).toEqual(all)))
    expect(histogramOf(histogramBytes(histogram({})))).toEqual(histogram({}))
    expect(histogramOf(histogramBytes(new Uint32Array(DURATION_BUCKETS).fill(0xffffffff)))[191]).toBe(0xffffffff)
  })

  it('take two bytes for a bucket with less than 128, and never more than all buckets', () => {
    expect([...histogramBytes(histogram({ 3: 1, 84: 127, 191: 300 }))]).toEqual([3, 1, 84, 127, 191, 0xac, 0x02])
    expect(histogramBytes(new Uint32Array(DURATION_BUCKETS).fill(0xffffffff)).length).toBe(4 * DURATION_BUCKETS)
  })

  it('pass over what is no histogram without an end or a count beside the buckets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 900 }),
        (bytes) => void expect(histogramOf(bytes).length).toBe(DURATION_BUCKETS),
      ),
    )
    expect(histogramOf(Uint8Array.of(200, 5, 3))).toEqual(histogram({}))
    expect(histogramOf(Uint8Array.of(3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 7, 9))).toEqual(
      histogram({ 3: 0xffffffff }),
    )
  })

  it('of version 11 are there after the upgrade, and read as before', () => {
    const db = new Database(':memory:')
    for (const { sql } of MIGRATIONS.slice(0, 11)) db.exec(sql)
    const before = histogram({ 0: 1, 90: 70_000, 191: 4 })
    db.pragma('foreign_keys = OFF')
    db.prepare(
      `INSERT INTO trace_blocking (source_id, ordinal, state, reason, stack, count, total_ns, max_ns, max_goroutine, max_begin_ns, open_count,
        open_ns, histogram, place) VALUES (1, 0, 'waiting', 'select', 7, 70005, 1e9, 1e6, 2, 5.5, 0, 0, ?, 'main.serve')`,
    ).run(Buffer.from(before.buffer))
    const row = (): unknown => db.prepare('SELECT * FROM trace_blocking').get()
    const rowBefore = row()
    for (const { sql } of MIGRATIONS.slice(11)) db.exec(sql)
    expect(row()).toEqual(rowBefore)
    expect(histogramOf((row() as { histogram: Buffer }).histogram)).toEqual(before)
    expect(() => db.exec(`UPDATE trace_blocking SET count = 1`)).toThrow('evidence and never changed')
    db.close()
  })
})
