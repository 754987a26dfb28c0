// What readers of statistics and of system memory gave, as text for `.expected` files.
import { seriesLabel } from '../../shared/records/index.ts'
import type { ReadResult } from './readSource.ts'

/** Points of a series that are written out; of longer ones the ends. */
const SHOWN = 6

export function dumpStatistics(result: ReadResult): string {
  const { summary, issues, series, points, snapshots, regions, oomEvents, containers } = result
  const out = [
    `counts ${JSON.stringify(summary.counts)}`,
    `variant ${summary.variant ?? '-'}, axis ${summary.seriesAxis ?? '-'}, records ${summary.records}`,
  ]
  if (summary.placement) out.push(`placement ${JSON.stringify(summary.placement)}`)
  for (const { severity, code, count, at, message } of issues)
    out.push(`issue ${severity} ${code} ×${count} at ${JSON.stringify(at)}: ${message}`)
  series.forEach((definition, ordinal) => {
    const { unit, kind, part, canonical, help } = definition
    const { at, value } = points[ordinal] ?? { at: [], value: [] }
    const shown = at.map((time, index) => `${time}=${value[index]}`)
    const text = shown.length <= SHOWN ? shown : [...shown.slice(0, 3), `… ${shown.length} …`, ...shown.slice(-2)]
    out.push(
      `${seriesLabel(definition)} | ${unit || '-'} ${kind} ${part} ${canonical ?? '-'}${help === '' ? '' : ` ${JSON.stringify(help)}`} | ${text.join(' ')}`,
    )
  })
  snapshots.forEach((snapshot, index) => {
    out.push(`listing ${JSON.stringify(snapshot)}`)
    for (const region of regions[index] ?? []) out.push(`  ${Object.values(region).join(' ')}`)
  })
  for (const event of oomEvents) {
    const { processes, ...rest } = event
    out.push(`kill ${JSON.stringify(rest)}`)
    for (const process of processes) out.push(`  ${Object.values(process).join(' ')}`)
  }
  for (const container of containers) out.push(`container ${JSON.stringify(container)}`)
  return `${out.join('\n')}\n`
}
