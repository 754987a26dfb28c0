// Goroutine dumps of one import: rows are packed into chunks as they come, what they refer to is interned at the end.
import {
  DUMP_COLUMNS,
  NO_SITE,
  POINTERS_PER_GOROUTINE,
  copyDumpRows,
  emptyDumpRows,
} from '../../../shared/records/index.ts'
import type { DumpTables, DumpRows, SourceId } from '../../../shared/records/index.ts'
import { packColumn } from './columnCodec.ts'
import type { PackedColumn } from './columnCodec.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import { stackInserter } from './stackWriter.ts'
import type { ImportWriter } from './types.ts'

/** Rows of one chunk. */
export const CHUNK_ROWS = 65_536
/** About what a group takes in the file. */
const GROUP_BYTES = 24

interface Chunk {
  number: number
  columns: [name: string, column: PackedColumn][]
}

/** What the rows of one dump came to. */
interface CountedDump {
  rows: number
  firstChunk: number
  lastChunk: number
  /** Goroutines and longest wait by stack, site and status in one number. */
  groups: Map<number, { goroutines: number; maxWaitMinutes: number }>
}

// Of the reader's limits: stacks below 2^19, sites below 2^20, statuses below 2^12.
const SITES = 2 ** 21
const STATUSES = 2 ** 12
const groupKey = (stack: number, site: number, status: number): number =>
  (stack * SITES + (site === NO_SITE ? 0 : site + 1)) * STATUSES + status

export function goroutineSubject(
  context: Context,
): (onGrown: () => void) => SubjectWriter & Pick<ImportWriter, 'addGoroutines' | 'addDumps'> {
  const insert = goroutineInserter(context)

  return (onGrown) => {
    // Made when the first rows come: most sources have none.
    let held: { pending: DumpRows; pendingDumps: Uint32Array } | null = null
    const dumps = new Map<number, CountedDump>()
    let chunks = 0
    let packed: Chunk[] = []
    let packedBytes = 0
    let tables: DumpTables | null = null

    const pack = (): void => {
      if (held === null || held.pending.length === 0) return
      const { pending, pendingDumps } = held
      const { length } = pending
      const columns: Chunk['columns'] = [
        ['dump', packColumn(pendingDumps.subarray(0, length))],
        ['pointers', packColumn(pending.pointers.subarray(0, length * POINTERS_PER_GOROUTINE))],
      ]
      for (const name of DUMP_COLUMNS) columns.push([name, packColumn(pending[name].subarray(0, length))])
      packed.push({ number: chunks++, columns })
      packedBytes += columns.reduce((sum, [, { content }]) => sum + content.length, 0)
      pending.length = 0
    }

    const countGroups = (dump: CountedDump, rows: DumpRows): void => {
      for (let row = 0; row < rows.length; row++) {
        const key = groupKey(rows.stack[row] as number, rows.site[row] as number, rows.status[row] as number)
        const known = dump.groups.get(key)
        const wait = rows.waitMinutes[row] as number
        if (known) {
          known.goroutines += rows.count[row] as number
          known.maxWaitMinutes = Math.max(known.maxWaitMinutes, wait)
        } else dump.groups.set(key, { goroutines: rows.count[row] as number, maxWaitMinutes: wait })
      }
    }

    return {
      addGoroutines(dumpOrdinal, rows) {
        const dump = dumps.get(dumpOrdinal) ?? { rows: 0, firstChunk: chunks, lastChunk: chunks, groups: new Map() }
        dumps.set(dumpOrdinal, dump)
        countGroups(dump, rows)
        held ??= { pending: emptyDumpRows(CHUNK_ROWS), pendingDumps: new Uint32Array(CHUNK_ROWS) }
        const { pending, pendingDumps } = held
        dump.rows += rows.length
        for (let from = 0; from < rows.length;) {
          const to = Math.min(rows.length, from + CHUNK_ROWS - pending.length)
          pendingDumps.fill(dumpOrdinal, pending.length, pending.length + to - from)
          copyDumpRows(pending, rows, from, to)
          dump.lastChunk = chunks
          from = to
          if (pending.length === CHUNK_ROWS) pack()
        }
        onGrown()
      },
      addDumps(given) {
        if (tables) throw new TypeError('the dumps of a source are given once')
        tables = given
      },
      pendingBytes: () =>
        packedBytes +
        (tables === null ? 0 : [...dumps.values()].reduce((sum, { groups }) => sum + groups.size, 0) * GROUP_BYTES),
      writePending(sourceId) {
        for (const chunk of packed) insert.chunk(sourceId, chunk)
        packed = []
        packedBytes = 0
      },
      finish(sourceId) {
        if (tables === null) {
          if (dumps.size > 0) throw new TypeError('goroutines were added, but no dumps')
          return
        }
        pack()
        for (const chunk of packed) insert.chunk(sourceId, chunk)
        insert.tables(sourceId, tables, dumps)
      },
    }
  }
}

function goroutineInserter({ db }: Context) {
  const insertColumn = db.prepare(`
    INSERT INTO goroutine_columns (source_id, chunk, name, element, length, codec, sha256, content)
    VALUES (@sourceId, @chunk, @name, @element, @length, @codec, @sha256, @content)`)
  const insertDump = db.prepare(`
    INSERT INTO goroutine_dumps (source_id, ordinal, first_line, last_line, cause, message, culprit_id, process, row_count,
      goroutines, stated_total, max_id, program, go_versions, start_ms, end_ms, error_ms, first_chunk, last_chunk, crash_json)
    VALUES (@sourceId, @ordinal, @firstLine, @lastLine, @cause, @message, @culpritId, @process, @rows, @goroutines,
      @statedTotal, @maxId, @program, @goVersions, @startMs, @endMs, @errorMs, @firstChunk, @lastChunk, @crash)`)
  const insertGroup = db.prepare(`
    INSERT INTO goroutine_groups (source_id, dump, stack, site, status, goroutines, max_wait_minutes) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const insertStack = db.prepare('INSERT INTO goroutine_stacks (source_id, ordinal, stack_id) VALUES (?, ?, ?)')
  const insertSite = db.prepare('INSERT INTO goroutine_sites (source_id, ordinal, frame_id) VALUES (?, ?, ?)')
  const insertStatus = db.prepare('INSERT INTO goroutine_statuses (source_id, ordinal, text) VALUES (?, ?, ?)')
  const insertLabel = db.prepare(
    'INSERT INTO goroutine_labels (source_id, label_set, ordinal, key, value) VALUES (?, ?, ?, ?, ?)',
  )
  const insertAncestor = db.prepare(`
    INSERT INTO goroutine_ancestors (source_id, dump, row, depth, id, stack, site) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const intern = stackInserter(db)

  const insertDumps = (sourceId: SourceId, tables: DumpTables, dumps: ReadonlyMap<number, CountedDump>): void => {
    for (const { placement, crash, ...dump } of tables.dumps) {
      const rows = dumps.get(dump.ordinal)
      if ((rows?.rows ?? 0) !== dump.rows)
        throw new TypeError(`dump ${dump.ordinal} has ${dump.rows} rows by its record, ${rows?.rows ?? 0} were added`)
      insertDump.run({
        ...dump,
        sourceId,
        startMs: placement?.startMs ?? null,
        endMs: placement?.endMs ?? null,
        errorMs: placement?.errorMs ?? null,
        firstChunk: rows?.firstChunk ?? null,
        lastChunk: rows?.lastChunk ?? null,
        crash: crash && JSON.stringify(crash),
      })
    }
    const known = new Set(tables.dumps.map(({ ordinal }) => ordinal))
    for (const ordinal of dumps.keys())
      if (!known.has(ordinal))
        throw new TypeError(`goroutines of dump ${ordinal} were added, the list does not know it`)
  }

  return {
    chunk: (sourceId: SourceId, { number, columns }: Chunk): void => {
      for (const [name, column] of columns) insertColumn.run({ sourceId, chunk: number, name, ...column })
    },
    tables: (sourceId: SourceId, tables: DumpTables, dumps: ReadonlyMap<number, CountedDump>): void => {
      insertDumps(sourceId, tables, dumps)
      const { stackIds, frameIds } = intern(tables.stacks)
      stackIds.forEach((id, ordinal) => insertStack.run(sourceId, ordinal, id))
      tables.sites.forEach((frame, ordinal) => insertSite.run(sourceId, ordinal, frameIds[frame] ?? 0))
      tables.statuses.forEach((text, ordinal) => insertStatus.run(sourceId, ordinal, text))
      tables.labelSets.forEach((labels, set) =>
        labels.forEach(({ key, value }, ordinal) => insertLabel.run(sourceId, set, ordinal, key, value)),
      )
      for (const { dump, row, depth, id, stack, site } of tables.ancestors)
        insertAncestor.run(sourceId, dump, row, depth, id, stack, site === NO_SITE ? -1 : site)
      for (const [ordinal, { groups }] of dumps)
        for (const [key, { goroutines, maxWaitMinutes }] of groups) {
          const status = key % STATUSES
          const site = Math.floor(key / STATUSES) % SITES
          const stack = Math.floor(key / STATUSES / SITES)
          insertGroup.run(sourceId, ordinal, stack, site - 1, status, goroutines, maxWaitMinutes)
        }
    },
  }
}
