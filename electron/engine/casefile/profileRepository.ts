import type {
  ProfileColumns,
  ProfileSummary,
  ProfileType,
  SampleType,
  SourceId,
} from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import { unpackColumn } from './columnCodec.ts'
import type { ColumnArray, PackedColumn } from './columnCodec.ts'
import { CaseFileError } from './errors.ts'
import { PROFILE_ARRAYS } from './profileWriter.ts'
import type { Profiles } from './types.ts'
import { jsonCell } from './jsonCell.ts'

interface ProfileRow {
  sourceId: SourceId
  type: ProfileType
  defaultSampleType: number
  hasDefault: 0 | 1
  periodType: string | null
  periodUnit: string | null
  period: number
  /** As text: nanoseconds since 1970 do not fit a plain number. */
  timeNs: string
  durationNs: number
  samples: number
  locations: number
  functions: number
  mappings: number
  binary: string | null
  buildId: string | null
  comments: string
  labelKeys: string
  docUrl: string
  dropFrames: string
  keepFrames: string
}

interface TypeRow extends SampleType {
  sourceId: SourceId
  total: number
}

const COLUMNS = `source_id AS sourceId, type, default_sample_type AS defaultSampleType, has_default_sample_type AS hasDefault,
  period_type AS periodType, period_unit AS periodUnit, period, CAST(time_ns AS TEXT) AS timeNs, duration_ns AS durationNs,
  samples, locations, functions, mappings, binary, build_id AS buildId, comments_json AS comments,
  label_keys_json AS labelKeys, doc_url AS docUrl, drop_frames AS dropFrames, keep_frames AS keepFrames`
/** Profiles of running imports have no source yet. */
const COMMITTED = 'source_id IN (SELECT id FROM sources)'
/** Strings kept in memory; above, the oldest are asked for again. */
const CACHED_STRINGS = 500_000

/** Profiles and their columns. Written once, at import. */
export function profileRepository({ db, path }: Connection): Profiles {
  const all = db.prepare<[], ProfileRow>(`SELECT ${COLUMNS} FROM profiles WHERE ${COMMITTED} ORDER BY source_id`)
  const bySource = db.prepare<[SourceId], ProfileRow>(
    `SELECT ${COLUMNS} FROM profiles WHERE source_id = ? AND ${COMMITTED}`,
  )
  const typeColumns = 'source_id AS sourceId, type, unit, total FROM profile_sample_types'
  const allTypes = db.prepare<[], TypeRow>(`SELECT ${typeColumns} ORDER BY source_id, ordinal`)
  const typesOf = db.prepare<[SourceId], TypeRow>(`SELECT ${typeColumns} WHERE source_id = ? ORDER BY ordinal`)
  const arrays = db.prepare<[SourceId], PackedColumn & { name: string }>(`
    SELECT name, element, length, codec, sha256, content FROM profile_columns WHERE source_id = ?`)
  const string = db.prepare<[number], string>('SELECT text FROM strings WHERE id = ?').pluck()
  const functionNames = db
    .prepare<[], string>(`SELECT DISTINCT text FROM functions JOIN strings ON strings.id = name_id ORDER BY text`)
    .pluck()
  const functionIds = db
    .prepare<[string], number>(`SELECT functions.id FROM functions JOIN strings ON strings.id = name_id WHERE text = ?`)
    .pluck()
  const functionColumns = db.prepare<[], PackedColumn & { sourceId: SourceId }>(`
    SELECT source_id AS sourceId, element, length, codec, sha256, content FROM profile_columns
    WHERE name = 'functions' AND ${COMMITTED} ORDER BY source_id`)
  const cached = new Map<number, string>()

  const damaged = (sourceId: SourceId, what: string): CaseFileError =>
    new CaseFileError(
      'casefile/damaged-source',
      `The profile of source ${sourceId} is damaged in the case file: ${what}.`,
      {
        path,
        sourceId,
      },
    )

  const textOf = (id: number, sourceId: SourceId): string => {
    let text = cached.get(id)
    if (text === undefined) {
      text = string.get(id)
      if (text === undefined) throw damaged(sourceId, `string ${id} is missing`)
      if (cached.size >= CACHED_STRINGS) cached.clear()
      cached.set(id, text)
    }
    return text
  }

  const readArrays = (sourceId: SourceId): Map<string, ColumnArray> => {
    const found = new Map<string, ColumnArray>()
    for (const { name, ...packed } of arrays.iterate(sourceId)) {
      const array = unpackColumn(packed)
      if (!array) throw damaged(sourceId, `column ${name} does not fit its hash`)
      found.set(name, array)
    }
    return found
  }

  const columns = (sourceId: SourceId): ProfileColumns => {
    const row = bySource.get(sourceId)
    if (!row)
      throw new CaseFileError('casefile/no-such-source', `Source ${sourceId} is no profile.`, { path, sourceId })
    const found = readArrays(sourceId)
    const array = (name: string): ColumnArray => {
      const column = found.get(name)
      if (!column) throw damaged(sourceId, `column ${name} is missing`)
      return column
    }
    const types = typesOf.all(sourceId)
    return {
      ...(Object.fromEntries(PROFILE_ARRAYS.map((name) => [name, array(name)])) as Pick<
        ProfileColumns,
        (typeof PROFILE_ARRAYS)[number]
      >),
      type: row.type,
      sampleTypes: types.map(({ type, unit }) => ({ type, unit })),
      defaultSampleType: row.defaultSampleType,
      hasDefaultSampleType: row.hasDefault === 1,
      periodType: periodType(row),
      period: row.period,
      timeNanos: BigInt(row.timeNs),
      durationNanos: row.durationNs,
      comments: jsonCell(row.comments, 'strings', 'profiles', 'comments_json', row.sourceId),
      docUrl: row.docUrl,
      dropFrames: row.dropFrames,
      keepFrames: row.keepFrames,
      strings: Array.from(array('strings') as Uint32Array, (id) => textOf(id, sourceId)),
      sampleCount: row.samples,
      values: types.map((_type, index) => array(`values.${index}`) as Float64Array),
    }
  }

  return {
    list: () => {
      const types = Map.groupBy(allTypes.all(), ({ sourceId }) => sourceId)
      return all.all().map((row) => toSummary(row, types.get(row.sourceId) ?? []))
    },
    get: (sourceId) => {
      const row = bySource.get(sourceId)
      return row ? toSummary(row, typesOf.all(sourceId)) : null
    },
    columns,
    functionNames: () => functionNames.all(),
    withFunction: (name) => {
      const ids = new Set(functionIds.all(name))
      return functionColumns
        .all()
        .flatMap(({ sourceId, ...packed }) =>
          (unpackColumn(packed) as Uint32Array | null)?.some((id) => ids.has(id)) ? [sourceId] : [],
        )
    },
  }
}

function periodType({ periodType: type, periodUnit: unit }: ProfileRow): SampleType | null {
  return type === null || unit === null ? null : { type, unit }
}

function toSummary(row: ProfileRow, types: TypeRow[]): ProfileSummary {
  const timeNs = BigInt(row.timeNs)
  return {
    sourceId: row.sourceId,
    type: row.type,
    sampleTypes: types.map(({ type, unit }) => ({ type, unit })),
    defaultSampleType: row.defaultSampleType,
    totals: types.map(({ total }) => total),
    samples: row.samples,
    locations: row.locations,
    functions: row.functions,
    mappings: row.mappings,
    labelKeys: jsonCell(row.labelKeys, 'strings', 'profiles', 'label_keys_json', row.sourceId),
    comments: jsonCell(row.comments, 'strings', 'profiles', 'comments_json', row.sourceId),
    periodType: periodType(row),
    period: row.period,
    // Whole microseconds first: the division by 1e6 as a plain number would lose them.
    timeMs: timeNs === 0n ? null : Number(timeNs / 1000n) / 1000,
    durationNs: row.durationNs,
    binary: row.binary,
    buildId: row.buildId,
  }
}
