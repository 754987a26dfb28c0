// runtime/metrics as JSON. The package has no JSON form of its own; these are read:
//   [{"Name": "/gc/heap/live:bytes", "Kind": "uint64", "Cumulative": false, "Value": 123}, …]     (keys in any case)
//   {"/gc/heap/live:bytes": 123, "/gc/pauses:seconds": {"Counts": […], "Buckets": […]}, "time": "…"}
// one document, or one per line. A histogram has one more boundary than counts; its buckets are [low, high). They become counts
// up to `le`, as Prometheus has them, so that both are drawn and summed the same way.
import { isObject } from '../../../../shared/lib/isObject.ts'
import type { SeriesKind } from '../../../../shared/records/index.ts'
import { canonicalOfMetric } from './canonicalNames.ts'
import { numberOf, type JsonObject } from './JsonSplitter.ts'
import type { ValueSink } from './memStats.ts'
import type { SeriesTable } from './SeriesTable.ts'
import { unitOfWord } from './units.ts'

const NAME = /^\/[a-z][a-z0-9-]*(?:\/[^:\s]*)?:[a-z][a-z0-9*/-]*$/i

export const isMetricName = (name: string): boolean => name.length < 200 && NAME.test(name)

const field = (record: JsonObject, name: string): unknown => record[name] ?? record[name.toLowerCase()]

/** `{"Name": "/…", "Value": …}` */
export function isMetricEntry(value: unknown): value is JsonObject {
  if (!isObject(value)) return false
  const name = field(value, 'Name')
  return typeof name === 'string' && isMetricName(name) && field(value, 'Value') !== undefined
}

/** An object whose keys are metrics: several, or one with hardly anything else beside it. */
export function isMetricMap(value: unknown): value is JsonObject {
  if (!isObject(value)) return false
  const keys = Object.keys(value)
  const names = keys.filter(isMetricName).length
  return names >= 3 || (names >= 1 && names >= keys.length - 2)
}

export function readMetricEntry(entry: JsonObject, table: SeriesTable, give: ValueSink): boolean {
  const name = field(entry, 'Name')
  if (typeof name !== 'string') return false
  const cumulative = field(entry, 'Cumulative')
  const help = field(entry, 'Description')
  return readMetric(
    name,
    field(entry, 'Value'),
    typeof cumulative === 'boolean' ? cumulative : null,
    typeof help === 'string' ? help : '',
    table,
    give,
  )
}

/** The metrics of a map. Gives how many of them could be read. */
export function readMetricMap(record: JsonObject, table: SeriesTable, give: ValueSink): number {
  let read = 0
  for (const [name, value] of Object.entries(record))
    if (isMetricName(name) && readMetric(name, value, null, '', table, give)) read++
  return read
}

function readMetric(
  name: string,
  value: unknown,
  isCumulative: boolean | null,
  help: string,
  table: SeriesTable,
  give: ValueSink,
): boolean {
  const unit = unitOfWord(name.slice(name.lastIndexOf(':') + 1))
  const canonical = canonicalOfMetric(name)
  const number = numberOf(value)
  if (number !== null) {
    const kind: SeriesKind = isCumulative === null ? 'unknown' : isCumulative ? 'counter' : 'gauge'
    give(table.define({ name, labels: {}, unit, kind, part: 'value', canonical, help }), number)
    return true
  }
  if (!isObject(value)) return false
  const counts = field(value, 'Counts')
  const buckets = field(value, 'Buckets')
  if (!Array.isArray(counts) || !Array.isArray(buckets) || buckets.length !== counts.length + 1) return false
  let sum = 0
  for (const [index, count] of counts.entries()) {
    const bound = numberOf(buckets[index + 1])
    const own = numberOf(count)
    if (bound === null || own === null) return false
    sum += own
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound)
    const shared = { name, unit: 'count', kind: 'histogram', part: 'bucket', canonical: null, help } as const
    give(table.define({ ...shared, labels: { le } }), sum)
  }
  give(table.define({ name, labels: {}, unit: 'count', kind: 'histogram', part: 'count', canonical: null, help }), sum)
  return true
}
