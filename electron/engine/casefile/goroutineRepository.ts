import {
  DUMP_COLUMNS,
  FRAME_INLINED,
  NO_SITE,
  POINTERS_PER_GOROUTINE,
  emptyDumpRows,
} from '../../../shared/records/index.ts'
import type {
  AncestorRecord,
  CrashRecord,
  DumpTables,
  GoroutineDump,
  DumpRows,
  SourceId,
  StackTables,
} from '../../../shared/records/index.ts'
import { unpackColumn } from './columnCodec.ts'
import type { ColumnArray, PackedColumn } from './columnCodec.ts'
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'
import type { Goroutines } from './types.ts'
import { jsonCellOrNull } from './jsonCell.ts'

interface DumpRow extends Omit<GoroutineDump, 'placement' | 'crash'> {
  startMs: number | null
  endMs: number | null
  errorMs: number | null
  crash: string | null
}

const COLUMNS = `source_id AS sourceId, ordinal, first_line AS firstLine, last_line AS lastLine, cause, message,
  culprit_id AS culpritId, process, row_count AS rows, goroutines, stated_total AS statedTotal, max_id AS maxId,
  program,  go_versions AS goVersions, start_ms AS startMs, end_ms AS endMs, error_ms AS errorMs, crash_json AS crash`
/** Dumps of running imports have no source yet. */
const COMMITTED = 'source_id IN (SELECT id FROM sources)'

/** Goroutine dumps with their rows and stacks. Written once, at import. */
export function goroutineRepository({ db, path }: Connection): Goroutines {
  const all = db.prepare<[], DumpRow>(
    `SELECT ${COLUMNS} FROM goroutine_dumps WHERE ${COMMITTED} ORDER BY source_id, ordinal`,
  )
  const ofSource = db.prepare<[SourceId], DumpRow>(
    `SELECT ${COLUMNS} FROM goroutine_dumps WHERE source_id = ? AND ${COMMITTED} ORDER BY ordinal`,
  )
  const one = db.prepare<[SourceId, number], DumpRow>(
    `SELECT ${COLUMNS} FROM goroutine_dumps WHERE source_id = ? AND ordinal = ? AND ${COMMITTED}`,
  )
  const chunkRange = db.prepare<[SourceId, number], { first: number | null; last: number | null }>(
    'SELECT first_chunk AS first, last_chunk AS last FROM goroutine_dumps WHERE source_id = ? AND ordinal = ?',
  )
  const chunkColumns = db.prepare<[SourceId, number], PackedColumn & { name: string }>(
    'SELECT name, element, length, codec, sha256, content FROM goroutine_columns WHERE source_id = ? AND chunk = ?',
  )
  const stacks = stackReader({ db })
  const statuses = db
    .prepare<[SourceId], string>('SELECT text FROM goroutine_statuses WHERE source_id = ? ORDER BY ordinal')
    .pluck()
  const labels = db.prepare<[SourceId], { labelSet: number; key: string; value: string }>(
    'SELECT label_set AS labelSet, key, value FROM goroutine_labels WHERE source_id = ? ORDER BY label_set, ordinal',
  )
  const ancestors = db.prepare<[SourceId], AncestorRecord>(
    'SELECT dump, row, depth, id, stack, site FROM goroutine_ancestors WHERE source_id = ? ORDER BY dump, row, depth',
  )
  const withFunction = db.prepare<{ name: string }, { sourceId: SourceId; dump: number; isInStack: number }>(`
    WITH places AS (
      SELECT frames.id FROM strings JOIN functions ON name_id = strings.id JOIN frames ON function_id = functions.id
      WHERE text = @name),
    held AS (
      SELECT source_id, ordinal AS stack FROM goroutine_stacks WHERE stack_id IN (
        SELECT stack_id FROM stack_frames WHERE frame_id IN (SELECT id FROM places))),
    started AS (SELECT source_id, ordinal AS site FROM goroutine_sites WHERE frame_id IN (SELECT id FROM places))
    SELECT source_id AS sourceId, dump, max(isInStack) AS isInStack FROM (
      SELECT source_id, dump, 1 AS isInStack FROM goroutine_groups JOIN held USING (source_id, stack)
      UNION ALL SELECT source_id, dump, 0 FROM goroutine_groups JOIN started USING (source_id, site))
    WHERE ${COMMITTED} GROUP BY source_id, dump ORDER BY source_id, dump`)

  const readChunk = (sourceId: SourceId, chunk: number): Map<string, ColumnArray> => {
    const found = new Map<string, ColumnArray>()
    for (const { name, ...packed } of chunkColumns.iterate(sourceId, chunk)) {
      const array = unpackColumn(packed)
      if (!array)
        throw new CaseFileError(
          'casefile/damaged-source',
          `The goroutines of source ${sourceId} are damaged in the case file: column ${name} does not fit its hash.`,
          { path, sourceId },
        )
      found.set(name, array)
    }
    return found
  }

  return {
    dumps: () => all.all().map(toDump),
    dump: (sourceId, ordinal) => {
      const row = one.get(sourceId, ordinal)
      return row ? toDump(row) : null
    },
    withFunction: (name) => withFunction.all({ name }).map((row) => ({ ...row, isInStack: row.isInStack === 1 })),
    rows: (sourceId, ordinal) => {
      const dump = one.get(sourceId, ordinal)
      if (!dump)
        throw new CaseFileError('casefile/no-such-dump', `Source ${sourceId} has no goroutine dump ${ordinal}.`, {
          path,
          sourceId,
        })
      const rows = emptyDumpRows(dump.rows)
      const { first, last } = chunkRange.get(sourceId, ordinal) ?? { first: null, last: null }
      for (let chunk = first ?? 0; first !== null && chunk <= (last ?? first); chunk++)
        appendRows(rows, readChunk(sourceId, chunk), ordinal)
      return rows
    },
    tables: (sourceId) => {
      const tables: DumpTables = {
        dumps: ofSource.all(sourceId).map(toDump),
        ...stacks(sourceId),
        statuses: statuses.all(sourceId),
        labelSets: [[]],
        ancestors: ancestors
          .all(sourceId)
          .map((ancestor) => ({ ...ancestor, site: ancestor.site < 0 ? NO_SITE : ancestor.site })),
        firstMessage: null,
      }
      for (const { labelSet, key, value } of labels.iterate(sourceId)) {
        while (tables.labelSets.length <= labelSet) tables.labelSets.push([])
        tables.labelSets[labelSet]?.push({ key, value })
      }
      return tables
    },
  }
}

function toDump({ startMs, endMs, errorMs, crash, ...row }: DumpRow): GoroutineDump {
  return {
    ...row,
    cause: row.cause,
    placement:
      startMs === null ? null : { startMs, endMs: endMs ?? startMs, errorMs: errorMs ?? 0, basis: 'logPrefix' },
    crash: jsonCellOrNull<CrashRecord>(
      crash,
      'object',
      'goroutine_dumps',
      'crash_json',
      `${row.sourceId}/${row.ordinal}`,
    ),
  }
}

/** Rows of one dump out of a chunk: whole stretches at once, as dumps seldom alternate. */
function appendRows(rows: DumpRows, chunk: ReadonlyMap<string, ColumnArray>, ordinal: number): void {
  const dump = chunk.get('dump') as Uint32Array | undefined
  const pointers = chunk.get('pointers') as Float64Array | undefined
  if (!dump || !pointers) return
  for (let from = 0; from < dump.length;) {
    if (dump[from] !== ordinal) {
      from++
      continue
    }
    let to = from + 1
    while (to < dump.length && dump[to] === ordinal) to++
    for (const name of DUMP_COLUMNS) {
      const column = chunk.get(name)
      // The element types of a name are those of the record: the writer stores what it was given.
      if (column) (rows[name] as Float64Array).set((column as Float64Array).subarray(from, to), rows.length)
    }
    rows.pointers.set(
      pointers.subarray(from * POINTERS_PER_GOROUTINE, to * POINTERS_PER_GOROUTINE),
      rows.length * POINTERS_PER_GOROUTINE,
    )
    rows.length += to - from
    from = to
  }
}

/** The stacks and sites of a source with indexes of its own, as its reader gave them. */
function stackReader({ db }: Pick<Connection, 'db'>): (sourceId: SourceId) => Pick<DumpTables, 'stacks' | 'sites'> {
  const stackFrames = db
    .prepare<[SourceId], [ordinal: number, frame: number | null, depth: number]>(
      `SELECT goroutine_stacks.ordinal, stack_frames.frame_id, stack_frames.depth
       FROM goroutine_stacks LEFT JOIN stack_frames ON stack_frames.stack_id = goroutine_stacks.stack_id
       WHERE source_id = ? ORDER BY goroutine_stacks.ordinal, stack_frames.depth`,
    )
    .raw()
  const siteFrames = db
    .prepare<[SourceId], number>('SELECT frame_id FROM goroutine_sites WHERE source_id = ? ORDER BY ordinal')
    .pluck()
  const frame = db.prepare<[number], { name: string; file: string; line: number; isInlined: number }>(
    `SELECT name.text AS name, file.text AS file, line, is_inlined AS isInlined FROM frames
     JOIN functions ON functions.id = function_id
     JOIN strings AS name ON name.id = name_id JOIN strings AS file ON file.id = file_id WHERE frames.id = ?`,
  )

  return (sourceId) => {
    const builder = new StackTablesBuilder((id) => frame.get(id) ?? { name: '', file: '', line: 0, isInlined: 0 })
    for (const [ordinal, frameId] of stackFrames.iterate(sourceId)) builder.add(ordinal, frameId)
    const sites = Uint32Array.from(siteFrames.all(sourceId), (id) => builder.frameOf(id))
    return { stacks: builder.tables(), sites }
  }
}

interface FrameRow {
  name: string
  file: string
  line: number
  isInlined: number
}

class StackTablesBuilder {
  private readonly frames: FrameRow[] = []
  private readonly frameIds = new Map<number, number>()
  private readonly starts: number[] = []
  private readonly stackFrames: number[] = []
  private readonly load: (id: number) => FrameRow

  constructor(load: (id: number) => FrameRow) {
    this.load = load
  }

  /** Frames of stacks in order; null for a stack without any. */
  add(ordinal: number, frameId: number | null): void {
    while (this.starts.length <= ordinal) this.starts.push(this.stackFrames.length)
    if (frameId !== null) this.stackFrames.push(this.frameOf(frameId))
  }

  frameOf(id: number): number {
    let index = this.frameIds.get(id)
    if (index === undefined) {
      index = this.frames.push(this.load(id)) - 1
      this.frameIds.set(id, index)
    }
    return index
  }

  tables(): StackTables {
    const strings = ['']
    const known = new Map([['', 0]])
    const stringOf = (text: string): number => {
      let index = known.get(text)
      if (index === undefined) {
        index = strings.push(text) - 1
        known.set(text, index)
      }
      return index
    }
    const frameFunction = Uint32Array.from(this.frames, ({ name }) => stringOf(name))
    const frameFile = Uint32Array.from(this.frames, ({ file }) => stringOf(file))
    return {
      strings,
      frameFunction,
      frameFile,
      frameLine: Uint32Array.from(this.frames, ({ line }) => line),
      frameFlags: Uint8Array.from(this.frames, ({ isInlined }) => (isInlined === 0 ? 0 : FRAME_INLINED)),
      stackStart: Uint32Array.from([...this.starts, this.stackFrames.length]),
      stackFrame: Uint32Array.from(this.stackFrames),
    }
  }
}
