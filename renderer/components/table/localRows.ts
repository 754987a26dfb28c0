// Rows in memory, filtered and sorted by several columns. Long lists are worked through in slices between which the window draws:
// a million rows never stop it.
import { SLICE_MS, yieldToMain } from '../../composables/yieldToMain.ts'
import type { TableColumn, TableSort } from '../dataTable.ts'

const collator = new Intl.Collator(undefined, { numeric: true })

type Compare = (a: number, b: number) => number
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))

/** Compares two rows, given by their places, by one column; rows without a value go last either way. */
function compareBy<Row>(rows: readonly Row[], column: TableColumn<Row>, descending: boolean): Compare {
  const sign = descending ? -1 : 1
  const read = column.value ?? column.text
  return (a, b) => {
    const left = read(rows[a] as Row)
    const right = read(rows[b] as Row)
    if (left === right) return 0
    const missing = Number(isEmpty(left)) - Number(isEmpty(right))
    if (missing !== 0 || isEmpty(left)) return missing
    return typeof left === 'number' && typeof right === 'number'
      ? (left - right) * sign
      : collator.compare(String(left), String(right)) * sign
  }
}

function comparison<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  sort: readonly TableSort[],
): Compare | null {
  const keys = sort.flatMap(({ column, descending }) => {
    const found = columns.find(({ id }) => id === column)
    return found ? [compareBy(rows, found, descending)] : []
  })
  if (keys.length === 0) return null
  return (a, b) => {
    for (const compare of keys) {
      const result = compare(a, b)
      if (result !== 0) return result
    }
    return a - b
  }
}

export interface LocalQuestion<Row> {
  rows: readonly Row[]
  columns: readonly TableColumn<Row>[]
  sort: readonly TableSort[]
  passes: ((row: Row) => boolean) | null
}

/** Places of the rows that pass, in order. For lists that take no time. */
export function placesOf<Row>({ rows, columns, sort, passes }: LocalQuestion<Row>): Uint32Array {
  const places = new Uint32Array(rows.length)
  let count = 0
  rows.forEach((row, place) => {
    if (!passes || passes(row)) places[count++] = place
  })
  const kept = places.subarray(0, count)
  const compare = comparison(rows, columns, sort)
  return compare ? kept.sort(compare) : kept
}

/** The same in slices. Null where `isStale` said that nobody waits for it any more. */
export async function placesInSlices<Row>(
  { rows, columns, sort, passes }: LocalQuestion<Row>,
  isStale: () => boolean,
): Promise<Uint32Array | null> {
  let sliceEnd = performance.now() + SLICE_MS
  /** True: stop. Called every few thousand steps. */
  const pause = async (): Promise<boolean> => {
    if (performance.now() >= sliceEnd) {
      await yieldToMain()
      sliceEnd = performance.now() + SLICE_MS
    }
    return isStale()
  }
  const places = new Uint32Array(rows.length)
  let count = 0
  for (let place = 0; place < rows.length; place++) {
    if (!passes || passes(rows[place] as Row)) places[count++] = place
    if (place % CHECK === 0 && (await pause())) return null
  }
  const compare = comparison(rows, columns, sort)
  return compare ? mergeSorted(places.subarray(0, count), compare, pause) : places.subarray(0, count)
}

const CHECK = 2048
/** Runs this long are sorted at once. */
const RUN = 1024

/** Bottom-up merge sort: every step is short and the next can wait. */
async function mergeSorted(
  places: Uint32Array,
  compare: Compare,
  pause: () => Promise<boolean>,
): Promise<Uint32Array | null> {
  for (let from = 0; from < places.length; from += RUN) {
    places.subarray(from, from + RUN).sort(compare)
    if (await pause()) return null
  }
  let [source, target]: [Uint32Array, Uint32Array] = [places, new Uint32Array(places.length)]
  for (let width = RUN; width < source.length; width *= 2) {
    for (let from = 0; from < source.length; from += width * 2) {
      const middle = Math.min(from + width, source.length)
      const end = Math.min(from + width * 2, source.length)
      let [left, right] = [from, middle]
      for (let at = from; at < end; at++) {
        const takesLeft =
          left < middle && (right >= end || compare(source[left] as number, source[right] as number) <= 0)
        target[at] = source[takesLeft ? left++ : right++] as number
        if (at % CHECK === 0 && (await pause())) return null
      }
    }
    ;[source, target] = [target, source]
  }
  return source
}
