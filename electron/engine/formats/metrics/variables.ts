// Variables that a service publishes about itself: expvar's `/debug/vars` beside `cmdline` and `memstats`, or numbers beside
// the fields of MemStats in a line of statistics. Maps become names with dots: `{"requests": {"GET": 5}}` → `requests.GET`.
import { isObject } from '../../../../shared/lib/isObject.ts'
import { numberOf, type JsonObject } from './JsonSplitter.ts'
import type { ValueSink } from './memStats.ts'
import type { SeriesTable } from './SeriesTable.ts'
import { unitOfVariable } from './units.ts'

/** Maps in maps are followed so deep; a registry that dumps its whole state ends somewhere. */
const MAX_DEPTH = 6
/** Keys whose value is when, not how much. */
const TIME_KEYS = ['Time', 'time', 'timestamp', 'Timestamp', '@timestamp', 'ts', 'at', 'now']

export const isExpvar = (value: unknown): value is JsonObject =>
  isObject(value) && Array.isArray(value.cmdline) && value.cmdline.every((part) => typeof part === 'string')

/** The value that says when a record was taken; undefined where none does. */
export const timeValueOf = (record: JsonObject): unknown =>
  TIME_KEYS.map((key) => record[key]).find((value) => value !== undefined)

/** Gives every number of `record` but those of `skip`. Returns how many values are no number (texts, lists). */
export function readVariables(
  record: JsonObject,
  table: SeriesTable,
  give: ValueSink,
  skip: (key: string) => boolean,
): number {
  let others = 0
  const visit = (path: string, value: unknown, depth: number): void => {
    const number = numberOf(value)
    if (number !== null) {
      const unit = unitOfVariable(path)
      give(
        table.define({ name: path, labels: {}, unit, kind: 'unknown', part: 'value', canonical: null, help: '' }),
        number,
      )
    } else if (isObject(value) && depth < MAX_DEPTH)
      for (const [key, inner] of Object.entries(value)) visit(`${path}.${key}`, inner, depth + 1)
    else others++
  }
  // A number under an empty key is kept, too, and a series needs a name: the key as JSON writes it.
  for (const [key, value] of Object.entries(record))
    if (!skip(key) && !TIME_KEYS.includes(key)) visit(key === '' ? '""' : key, value, 0)
  return others
}
