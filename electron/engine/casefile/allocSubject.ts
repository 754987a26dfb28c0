import { ALLOC_COLUMNS, copyAllocEvents, emptyAllocEvents } from '../../../shared/records/index.ts'
import type { AllocEventColumns, AllocTables, SourceId } from '../../../shared/records/index.ts'
import { packColumn } from './columnCodec.ts'
import type { PackedColumn } from './columnCodec.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import type { ImportWriter } from './types.ts'

const CHUNK_ROWS = 65_536
/** A row of the tables of totals, about. */
const TOTALS_BYTES = 64

interface Chunk {
  number: number
  columns: [name: string, column: PackedColumn][]
}

/** Allocation events of one import: packed into chunks as they come; what they add up to comes at the end. */
export function allocSubject(
  context: Context,
): (onGrown: () => void) => SubjectWriter & Pick<ImportWriter, 'addAllocEvents' | 'addAllocTables'> {
  const insert = allocInserter(context)

  return (onGrown) => {
    // Made when the first events come: most sources have none.
    let held: AllocEventColumns | null = null
    let rows = 0
    let events = 0
    let chunks = 0
    let packed: Chunk[] = []
    let packedBytes = 0
    let tables: AllocTables | null = null

    const pack = (): void => {
      if (held === null || held.length === 0) return
      const pending = held
      const columns = ALLOC_COLUMNS.map((name): [string, PackedColumn] => [
        name,
        packColumn(pending[name].subarray(0, pending.length)),
      ])
      packed.push({ number: chunks++, columns })
      packedBytes += columns.reduce((sum, [, { content }]) => sum + content.length, 0)
      pending.length = 0
    }
    const writePending = (sourceId: SourceId): void => {
      for (const chunk of packed) insert.chunk(sourceId, chunk)
      packed = []
      packedBytes = 0
    }

    return {
      addAllocEvents(batch) {
        const pending = (held ??= emptyAllocEvents(CHUNK_ROWS))
        for (let from = 0; from < batch.length;) {
          const to = Math.min(batch.length, from + CHUNK_ROWS - pending.length)
          copyAllocEvents(pending, batch, from, to)
          from = to
          if (pending.length === CHUNK_ROWS) pack()
        }
        rows += batch.length
        for (let row = 0; row < batch.length; row++) events += batch.count[row] as number
        onGrown()
      },
      addAllocTables(given) {
        if (tables) throw new TypeError('what the events of a source add up to is given once')
        tables = given
      },
      pendingBytes: () =>
        packedBytes +
        (tables === null
          ? 0
          : (tables.goroutines.length + tables.seconds.length + tables.classes.length) * TOTALS_BYTES),
      writePending,
      finish(sourceId) {
        if (tables === null) {
          if (rows > 0) throw new TypeError('events were added, but not what they add up to')
          return
        }
        pack()
        writePending(sourceId)
        insert.tables(sourceId, tables, rows, events)
      },
    }
  }
}

function allocInserter({ db }: Context) {
  const insertColumn = db.prepare(`
    INSERT INTO alloc_columns (source_id, chunk, name, element, length, codec, sha256, content)
    VALUES (@sourceId, @chunk, @name, @element, @length, @codec, @sha256, @content)`)
  const insertLog = db.prepare(`
    INSERT INTO alloc_logs (source_id, form, events, row_count, start_ms, span_ns, uncounted, texts_json, alerts_json)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const insertClass = db.prepare(`
    INSERT INTO alloc_classes (source_id, kind, span_class, events, bytes, min_size, max_size) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const insertGoroutine = db.prepare(`
    INSERT INTO alloc_goroutines (source_id, kind, pid, goroutine, events, bytes, first_ns, last_ns, text)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const insertSecond = db.prepare(
    'INSERT INTO alloc_seconds (source_id, kind, second, events, bytes) VALUES (?, ?, ?, ?, ?)',
  )

  return {
    chunk: (sourceId: SourceId, { number, columns }: Chunk): void => {
      for (const [name, column] of columns) insertColumn.run({ sourceId, chunk: number, name, ...column })
    },
    tables: (sourceId: SourceId, tables: AllocTables, rows: number, events: number): void => {
      const { form, startMs, spanNs, uncounted, texts, alerts } = tables
      const json = [JSON.stringify(texts), JSON.stringify(alerts)]
      insertLog.run(sourceId, form, events, rows, startMs, spanNs, uncounted, ...json)
      for (const entry of tables.classes)
        insertClass.run(
          sourceId,
          entry.kind,
          entry.spanClass ?? -1,
          entry.events,
          entry.bytes,
          entry.minSize,
          entry.maxSize,
        )
      for (const entry of tables.goroutines)
        insertGoroutine.run(
          sourceId,
          entry.kind,
          entry.pid ?? -1,
          entry.goroutine ?? -1,
          entry.events,
          entry.bytes,
          entry.firstNs,
          entry.lastNs,
          entry.text,
        )
      for (const { kind, second, events: count, bytes } of tables.seconds)
        insertSecond.run(sourceId, kind, second, count, bytes)
    },
  }
}
