import type {
  SeriesAxis,
  SeriesKind,
  SeriesPart,
  SeriesPoints,
  SeriesSummary,
  SourceId,
  CanonicalName,
} from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import type { PackedColumn } from './columnCodec.ts'
import { CaseFileError } from './errors.ts'
import { unpackBlock } from './seriesBlocks.ts'
import type { UnpackedBlock } from './seriesBlocks.ts'
import type { SeriesFilter, SeriesStore } from './types.ts'
import { jsonCell } from './jsonCell.ts'

interface SeriesRow {
  sourceId: SourceId
  ordinal: number
  name: string
  labels: string
  unit: string
  kind: SeriesKind
  part: SeriesPart
  canonical: CanonicalName | null
  help: string | null
  axis: SeriesAxis
  points: number
  first: number
  last: number
  min: number | null
  max: number | null
  firstValue: number | null
  lastValue: number | null
}

const COLUMNS = `series.source_id AS sourceId, series.ordinal, series.name, labels_json AS labels, unit, series.kind, part,
  canonical, axis, points, first_x AS first, last_x AS last, min_value AS min, max_value AS max,
  first_value AS firstValue, last_value AS lastValue, help`
const FROM = `FROM series LEFT JOIN series_help ON series_help.source_id = series.source_id AND series_help.name = series.name`
/** Series of running imports have no source yet. */
const COMMITTED = 'series.source_id IN (SELECT id FROM sources)'
/** Each filter is off where its parameter is NULL; names and labels are searched without regard to case. */
const WHERE = `${COMMITTED} AND (@sourceId IS NULL OR series.source_id = @sourceId)
  AND (@kind IS NULL OR series.kind = @kind) AND (@isCanonical = 0 OR canonical IS NOT NULL)
  AND (@withBuckets = 1 OR part <> 'bucket') AND (@name IS NULL OR series.name = @name)
  AND (@search = '' OR instr(lower(series.name || ' ' || labels_json || ' ' || coalesce(canonical, '')), @search) > 0)`

/** Series and their points. Written once, at import. */
export function seriesRepository({ db, path }: Connection): SeriesStore {
  const page = db.prepare<[Record<string, unknown>], SeriesRow>(`
    SELECT ${COLUMNS} ${FROM} WHERE ${WHERE} ORDER BY series.name, labels_json, series.source_id LIMIT @limit OFFSET @offset`)
  const total = db.prepare<[Record<string, unknown>], number>(`SELECT count(*) FROM series WHERE ${WHERE}`).pluck()
  const one = db.prepare<[SourceId, number], SeriesRow>(
    `SELECT ${COLUMNS} ${FROM} WHERE series.source_id = ? AND series.ordinal = ? AND ${COMMITTED}`,
  )
  const canonical = db.prepare<[], SeriesRow>(`
    SELECT ${COLUMNS} ${FROM} WHERE canonical IS NOT NULL AND ${COMMITTED} ORDER BY series.source_id, series.ordinal`)
  const blocks = db.prepare<[SourceId, number, number], { block: number; first: number; last: number }>(`
    SELECT block, first_series AS first, last_series AS last FROM series_blocks
    WHERE source_id = ? AND first_series <= ? AND last_series >= ? ORDER BY block`)
  const columns = db.prepare<[SourceId, number], PackedColumn & { name: 'runs' | 'at' | 'value' }>(`
    SELECT name, element, length, codec, sha256, content FROM series_columns WHERE source_id = ? AND block = ?`)

  const readBlock = (sourceId: SourceId, block: number): UnpackedBlock => {
    const found = new Map(columns.all(sourceId, block).map((column) => [column.name, column]))
    const [runs, at, value] = [found.get('runs'), found.get('at'), found.get('value')]
    const unpacked = runs && at && value ? unpackBlock({ runs, at, value }) : null
    if (unpacked) return unpacked
    throw new CaseFileError(
      'casefile/damaged-source',
      `The series of source ${sourceId} are damaged in the case file: block ${block} does not fit its hashes.`,
      { path, sourceId },
    )
  }

  const pointsOf = (sourceId: SourceId, ordinals: readonly number[]): Map<number, SeriesPoints> => {
    const parts = new Map(
      ordinals.map((ordinal): [number, { at: Float64Array; value: Float64Array }[]] => [ordinal, []]),
    )
    const wanted = [...ordinals].sort((a, b) => a - b)
    const [lowest, highest] = [wanted[0], wanted.at(-1)]
    if (lowest === undefined || highest === undefined) return new Map()
    for (const { block, first, last } of blocks.all(sourceId, highest, lowest)) {
      if (!wanted.some((ordinal) => ordinal >= first && ordinal <= last)) continue
      const { runs, at, value } = readBlock(sourceId, block)
      let from = 0
      for (let run = 0; run < runs.length; run += 2) {
        const to = from + (runs[run + 1] as number)
        parts.get(runs[run] as number)?.push({ at: at.subarray(from, to), value: value.subarray(from, to) })
        from = to
      }
    }
    return new Map([...parts].map(([ordinal, own]) => [ordinal, joined(own)]))
  }

  return {
    list: ({
      search = '',
      sourceId = null,
      kind = null,
      name = null,
      isCanonical = false,
      withBuckets = false,
      offset,
      limit,
    }) => {
      const filter = {
        search: search.trim().toLowerCase(),
        sourceId,
        kind,
        name,
        isCanonical: Number(isCanonical),
        withBuckets: Number(withBuckets),
      }
      return { rows: page.all({ ...filter, offset, limit }).map(toSummary), total: total.get(filter) ?? 0 }
    },
    find: (sourceId, ordinal) => {
      const row = one.get(sourceId, ordinal)
      return row ? toSummary(row) : null
    },
    canonical: () => canonical.all().map(toSummary),
    points: (sourceId, ordinal) =>
      pointsOf(sourceId, [ordinal]).get(ordinal) ?? { at: new Float64Array(0), value: new Float64Array(0) },
    pointsOf,
    verify: (sourceId) => {
      for (const { block } of blocks.all(sourceId, Number.MAX_SAFE_INTEGER, 0)) readBlock(sourceId, block)
    },
  }
}

export type { SeriesFilter }

const toSummary = ({ labels, help, ...row }: SeriesRow): SeriesSummary => ({
  ...row,
  labels: jsonCell(labels, 'object', 'series', 'labels_json', `${row.sourceId}/${row.ordinal}`),
  help: help ?? '',
})

/** Stretches one after the other, in order of time where the source was not. */
function joined(parts: readonly { at: Float64Array; value: Float64Array }[]): SeriesPoints {
  const length = parts.reduce((sum, { at }) => sum + at.length, 0)
  const at = new Float64Array(length)
  const value = new Float64Array(length)
  let from = 0
  for (const part of parts) {
    at.set(part.at, from)
    value.set(part.value, from)
    from += part.at.length
  }
  for (let index = 1; index < length; index++) {
    if ((at[index] as number) >= (at[index - 1] as number)) continue
    const order = Array.from({ length }, (_, i) => i).sort((a, b) => (at[a] as number) - (at[b] as number) || a - b)
    return {
      at: Float64Array.from(order, (i) => at[i] as number),
      value: Float64Array.from(order, (i) => value[i] as number),
    }
  }
  return { at, value }
}
