import { describe, expect, it } from 'vitest'
import { placementFromName } from '../../../electron/engine/jobs/placement.ts'

const at = (name: string): string | null => {
  const placement = placementFromName(name)
  return placement && `${new Date(placement.startMs).toISOString()} ± ${placement.errorMs / 1000} s`
}

describe('placementFromName', () => {
  it.each([
    ['heap-20261121T034358Z.pb.gz', '2026-11-21T03:43:58.000Z ± 60 s'],
    ['heap_2026-11-21T03:43:58Z.pb', '2026-11-21T03:43:58.000Z ± 60 s'],
    ['pprof.orders.2026-11-21_03-43-58.pb.gz', '2026-11-21T03:43:58.000Z ± 50400 s'],
    ['heap-20261121-0343.pb.gz', '2026-11-21T03:43:00.000Z ± 50400 s'],
    ['heap.1795232638.pb.gz', '2026-11-21T03:43:58.000Z ± 60 s'],
    ['heap.1795232638123.pb.gz', '2026-11-21T03:43:58.123Z ± 60 s'],
    ['heap.pb.gz', null],
    ['heap-20261321T034358Z.pb.gz', null],
    ['build-123456789012345678.pb.gz', null],
    ['v1.2.3-heap.001.pb.gz', null],
  ])('reads %s', (name, expected) => {
    expect(at(name)).toBe(expected)
  })
})
