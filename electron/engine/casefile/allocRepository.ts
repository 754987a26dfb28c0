import { ALLOC_COLUMNS, copyAllocEvents, emptyAllocEvents } from '../../../shared/records/index.ts'
import type {
  AllocClassTotals,
  AllocEventColumns,
  AllocGoroutineTotals,
  AllocLog,
  AllocSecondTotals,
  SourceId,
} from '../../../shared/records/index.ts'
import { unpackColumn } from './columnCodec.ts'
import type { PackedColumn } from './columnCodec.ts'
import type { Connection } from './connection.ts'
import { CaseFileError } from './errors.ts'
import type { AllocEvents } from './types.ts'
import { jsonCell } from './jsonCell.ts'

/** `alerts` and `texts` are JSON. */
interface LogRow extends AllocLog {
  texts: string
  alerts: string
}

const COLUMNS = `source_id AS sourceId, form, events, row_count AS rows, start_ms AS startMs, span_ns AS spanNs, uncounted,
  texts_json AS texts, alerts_json AS alerts`
const COMMITTED = 'source_id IN (SELECT id FROM sources)'

/** Allocation events and what they add up to. Written once, at import. */
export function allocRepository({ db, path }: Connection): AllocEvents {
  const all = db.prepare<[], LogRow>(`SELECT ${COLUMNS} FROM alloc_logs WHERE ${COMMITTED} ORDER BY source_id`)
  const one = db.prepare<[SourceId], LogRow>(`SELECT ${COLUMNS} FROM alloc_logs WHERE source_id = ? AND ${COMMITTED}`)
  const classes = db.prepare<[SourceId], AllocClassTotals>(
    `SELECT kind, nullif(span_class, -1) AS spanClass, events, bytes, min_size AS minSize, max_size AS maxSize
     FROM alloc_classes WHERE source_id = ? ORDER BY bytes DESC, events DESC, kind, span_class`,
  )
  const goroutines = db.prepare<[SourceId, number], AllocGoroutineTotals>(
    `SELECT kind, nullif(pid, -1) AS pid, nullif(goroutine, -1) AS goroutine, events, bytes, first_ns AS firstNs,
       last_ns AS lastNs, text
     FROM alloc_goroutines WHERE source_id = ? ORDER BY bytes DESC, events DESC, kind, pid, goroutine LIMIT ?`,
  )
  const seconds = db.prepare<[SourceId], AllocSecondTotals>(
    'SELECT kind, second, events, bytes FROM alloc_seconds WHERE source_id = ? ORDER BY second, kind',
  )
  const chunk = db.prepare<[SourceId, number], PackedColumn & { name: string }>(
    'SELECT name, element, length, codec, sha256, content FROM alloc_columns WHERE source_id = ? AND chunk = ?',
  )

  const existing = (sourceId: SourceId): LogRow => {
    const row = one.get(sourceId)
    if (row) return row
    throw new CaseFileError('casefile/no-such-source', `Source ${sourceId} has no allocation events.`, {
      path,
      sourceId,
    })
  }

  return {
    list: () => all.all().map(({ texts: _texts, alerts: _alerts, ...log }) => log),
    totals: (sourceId, maxGoroutines = Number.MAX_SAFE_INTEGER) => {
      const { form, texts, alerts, startMs, spanNs, uncounted } = existing(sourceId)
      return {
        form,
        startMs,
        spanNs,
        uncounted,
        texts: jsonCell(texts, 'strings', 'alloc_logs', 'texts_json', sourceId),
        alerts: jsonCell(alerts, 'array', 'alloc_logs', 'alerts_json', sourceId),
        classes: classes.all(sourceId),
        goroutines: goroutines.all(sourceId, maxGoroutines),
        seconds: seconds.all(sourceId),
      }
    },
    events: (sourceId) => {
      const { rows } = existing(sourceId)
      const events = emptyAllocEvents(rows)
      for (let number = 0; events.length < rows; number++) {
        const part = readChunk(chunk.all(sourceId, number))
        if (part === null || part.length === 0)
          throw new CaseFileError(
            'casefile/damaged-source',
            `The events of source ${sourceId} are damaged in the case file: chunk ${number} does not fit its hashes.`,
            { path, sourceId },
          )
        copyAllocEvents(events, part)
      }
      return events
    },
  }
}

function readChunk(packed: readonly (PackedColumn & { name: string })[]): AllocEventColumns | null {
  const columns = new Map(packed.map(({ name, ...column }) => [name, unpackColumn(column)]))
  const length = columns.get('kind')?.length ?? 0
  const part = emptyAllocEvents(0)
  for (const name of ALLOC_COLUMNS) {
    const column = columns.get(name)
    if (column?.length !== length) return null
    // The element types of a name are those of the record: the writer stores what it was given.
    Object.assign(part, { [name]: column })
  }
  part.length = length
  return part
}
