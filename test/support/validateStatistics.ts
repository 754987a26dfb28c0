// Stricter than the readers: what every series, mapping, kill and container must be, whatever the input was.
import { expect } from 'vitest'
import { CANONICAL_SERIES, SERIES_KINDS, SERIES_PARTS } from '../../shared/records/index.ts'
import { seriesKey } from '../../electron/engine/formats/metrics/SeriesTable.ts'
import type { ReadResult } from './readSource.ts'

export function validateStatistics(result: ReadResult): void {
  const { summary, series, points, snapshots, regions, oomEvents, containers } = result
  const faults: string[] = []
  const check = (holds: boolean, fault: string): void => {
    if (!holds && faults.length < 20) faults.push(fault)
  }
  const keys = new Set(series.map(({ name, labels }) => seriesKey(name, labels)))
  check(keys.size === series.length, 'a series is defined twice')
  series.forEach(({ name, labels, kind, part, canonical }, ordinal) => {
    check(name !== '', `series ${ordinal} has no name`)
    check(SERIES_KINDS.includes(kind) && SERIES_PARTS.includes(part), `${name}: ${kind} ${part}`)
    check(canonical === null || Object.hasOwn(CANONICAL_SERIES, canonical), `${name}: ${canonical}`)
    const own = Object.keys(labels)
    check(own.join() === [...own].sort().join(), `${name}: labels ${own.join()} are not in order`)
  })
  check(points.length <= series.length, `points of ${points.length} series, ${series.length} defined`)
  let count = 0
  points.forEach(({ at }, ordinal) => {
    count += at.length
    check(
      at.every((time) => Number.isFinite(time)),
      `series ${ordinal}: a time is no number`,
    )
  })
  if (summary.counts.points !== undefined) check(summary.counts.points === count, `${count} points given`)
  check(snapshots.length === regions.length || regions.length < snapshots.length, 'mappings without a listing')
  regions.forEach((own, index) => {
    check(own.length === snapshots[index]?.regions, `listing ${index}: ${own.length} mappings`)
    for (const { start, end, rss, size } of own) {
      check(/^[0-9a-f]+$/.test(start) && /^[0-9a-f]+$/.test(end), `mapping ${start}-${end}`)
      check(!(rss < 0) && !(size < 0), `mapping ${start}: ${rss} of ${size}`)
    }
  })
  oomEvents.forEach((event, index) => {
    check(event.ordinal === index, `kill ${index} has ordinal ${event.ordinal}`)
    check(event.firstLine >= 1 && event.lastLine >= event.firstLine, `kill ${index}: lines`)
    check((event.atMs === null) === (event.errorMs === null), `kill ${index}: time without error`)
    for (const { rss, pid } of event.processes) check(rss >= 0 && pid >= 0, `kill ${index}: process ${pid}`)
  })
  containers.forEach(({ ordinal, memoryLimit }, index) => {
    check(ordinal === index, `container ${index} has ordinal ${ordinal}`)
    check(memoryLimit === null || memoryLimit >= 0, `container ${index}: limit ${memoryLimit}`)
  })
  const { placement } = summary
  if (placement !== null) {
    check(placement.endMs >= placement.startMs && placement.errorMs >= 0, 'placement')
    check(Number.isFinite(placement.startMs) && Number.isFinite(placement.endMs), 'placement is no time')
  }
  expect(faults).toEqual([])
}
