// A decoded profile into rows: what people query (summary, sample types, strings, functions) as plain rows, the rest as one
// blob per column. Packing is done before the transaction, interning within it.
import type Database from 'better-sqlite3'
import type { ProfileColumns, SourceId } from '../../../shared/records/index.ts'
import { packColumn } from './columnCodec.ts'
import type { PackedColumn } from './columnCodec.ts'
import { stringInterner } from './stringInterner.ts'

/** Columns stored as they are. Strings and functions are ids of the case's tables; `values` are named by their sample type. */
export const PROFILE_ARRAYS = [
  'functionName',
  'functionSystemName',
  'functionFile',
  'functionStartLine',
  'mappingStart',
  'mappingLimit',
  'mappingOffset',
  'mappingFile',
  'mappingBuildId',
  'mappingFlags',
  'locationAddress',
  'locationMapping',
  'locationIsFolded',
  'locationLineStart',
  'lineFunction',
  'lineNumber',
  'stackStart',
  'stackLocation',
  'sampleStack',
  'sampleLabelSet',
  'labelSetStart',
  'labelKey',
  'labelString',
  'labelNumber',
  'labelUnit',
] as const satisfies readonly (keyof ProfileColumns)[]

export interface PackedProfile {
  columns: ProfileColumns
  packed: [name: string, column: PackedColumn][]
  totals: number[]
}

export function packProfile(columns: ProfileColumns): PackedProfile {
  return {
    columns,
    packed: [
      ...PROFILE_ARRAYS.map((name): [string, PackedColumn] => [name, packColumn(columns[name])]),
      ...columns.values.map((values, index): [string, PackedColumn] => [`values.${index}`, packColumn(values)]),
    ],
    totals: columns.values.map((values) => values.reduce((sum, value) => sum + value, 0)),
  }
}

/** Inserts a packed profile within the caller's transaction. */
export function profileInserter(db: Database.Database): (sourceId: SourceId, profile: PackedProfile) => void {
  const insertProfile = db.prepare(`
    INSERT INTO profiles (source_id, type, default_sample_type, has_default_sample_type, period_type, period_unit, period,
      time_ns, duration_ns, samples, stacks, locations, functions, mappings, binary, build_id, comments_json,
      label_keys_json, doc_url, drop_frames, keep_frames)
    VALUES (@sourceId, @type, @defaultSampleType, @hasDefault, @periodType, @periodUnit, @period, @timeNs, @durationNs,
      @samples, @stacks, @locations, @functions, @mappings, @binary, @buildId, @comments, @labelKeys, @docUrl, @dropFrames,
      @keepFrames)`)
  const insertType = db.prepare(`
    INSERT INTO profile_sample_types (source_id, ordinal, type, unit, total) VALUES (?, ?, ?, ?, ?)`)
  const insertColumn = db.prepare(`
    INSERT INTO profile_columns (source_id, name, element, length, codec, sha256, content)
    VALUES (@sourceId, @name, @element, @length, @codec, @sha256, @content)`)
  const intern = stringInterner(db)

  return (sourceId, { columns, packed, totals }) => {
    insertProfile.run(profileRow(sourceId, columns))
    columns.sampleTypes.forEach(({ type, unit }, ordinal) =>
      insertType.run(sourceId, ordinal, type, unit, totals[ordinal] ?? 0),
    )
    const strings = intern.strings(columns.strings)
    const functions = Uint32Array.from(columns.functionName, (name, index) =>
      intern.function(
        strings[name] ?? 0,
        strings[columns.functionSystemName[index] ?? 0] ?? 0,
        strings[columns.functionFile[index] ?? 0] ?? 0,
        columns.functionStartLine[index] ?? 0,
      ),
    )
    const ids: [string, PackedColumn][] = [
      ['strings', packColumn(strings)],
      ['functions', packColumn(functions)],
    ]
    for (const [name, column] of [...packed, ...ids]) insertColumn.run({ sourceId, name, ...column })
  }
}

function profileRow(sourceId: SourceId, columns: ProfileColumns): Record<string, unknown> {
  const text = (index: number | undefined): string => columns.strings[index ?? 0] ?? ''
  const binary = text(columns.mappingFile[0]).split(/[\\/]/).at(-1) ?? ''
  const labelKeys = [...new Set(Array.from(columns.labelKey, (key) => text(key)))].sort()
  return {
    sourceId,
    type: columns.type,
    defaultSampleType: columns.defaultSampleType,
    hasDefault: Number(columns.hasDefaultSampleType),
    periodType: columns.periodType?.type ?? null,
    periodUnit: columns.periodType?.unit ?? null,
    period: columns.period,
    timeNs: columns.timeNanos,
    durationNs: columns.durationNanos,
    samples: columns.sampleCount,
    stacks: Math.max(0, columns.stackStart.length - 1),
    locations: columns.locationAddress.length,
    functions: columns.functionName.length,
    mappings: columns.mappingStart.length,
    binary: binary === '' ? null : binary,
    buildId: text(columns.mappingBuildId[0]) || null,
    comments: JSON.stringify(columns.comments),
    labelKeys: JSON.stringify(labelKeys),
    docUrl: columns.docUrl,
    dropFrames: columns.dropFrames,
    keepFrames: columns.keepFrames,
  }
}
