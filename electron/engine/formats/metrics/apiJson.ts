// Answers of the Prometheus HTTP API (`/api/v1/query_range`, `/api/v1/query`): {"status":"success","data":{"resultType":
// "matrix","result":[{"metric":{"__name__":"up",…},"values":[[1435781430.781,"1"],…]}]}}.
import { isObject } from '../../../../shared/lib/isObject.ts'
import type { SeriesDefinition } from '../../../../shared/records/index.ts'
import { numberOf, type JsonObject } from './JsonSplitter.ts'
import type { SeriesTable } from './SeriesTable.ts'
import { definitionOfText } from './textDefinition.ts'

export const isApiAnswer = (value: unknown): value is JsonObject =>
  isObject(value) &&
  isObject(value.data) &&
  Array.isArray(value.data.result) &&
  typeof value.data.resultType === 'string'

/** The last second of the year 9999. */
const MAX_SECONDS = 253_402_300_800

export interface ApiCounts {
  series: number
  /** Pairs that are no time and number. */
  bad: number
}

/** Gives every value with its time. */
export function readApiAnswer(
  answer: JsonObject,
  table: SeriesTable,
  timed: (series: number, atMs: number, value: number) => void,
): ApiCounts {
  const counts: ApiCounts = { series: 0, bad: 0 }
  const { result } = answer.data as { result: unknown[] }
  for (const entry of result) {
    if (!isObject(entry) || !isObject(entry.metric)) {
      counts.bad++
      continue
    }
    const series = table.define(definitionOf(entry.metric))
    counts.series++
    const pairs: unknown[] = Array.isArray(entry.values) ? entry.values : [entry.value]
    for (const pair of pairs) {
      const [at, text] = Array.isArray(pair) ? (pair as unknown[]) : []
      const value = typeof text === 'string' ? (numberOf(text) ?? Number(text || Number.NaN)) : null
      const isTime = typeof at === 'number' && at >= 0 && at < MAX_SECONDS
      if (!isTime || value === null || (Number.isNaN(value) && text !== 'NaN')) counts.bad++
      else timed(series, at * 1000, value)
    }
  }
  return counts
}

function definitionOf(metric: JsonObject): SeriesDefinition {
  const labels: Record<string, string> = {}
  for (const key of Object.keys(metric).sort()) {
    const value = metric[key]
    if (key !== '__name__' && typeof value === 'string') labels[key] = value
  }
  const name = typeof metric.__name__ === 'string' ? metric.__name__ : '(expression)'
  return definitionOfText(name, labels, null)
}
