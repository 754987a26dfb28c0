import { createHash } from 'node:crypto'
import type {
  ImportIssue,
  Source,
  SourceId,
  TimeBasis,
  WallPlacement,
  SourcePart,
} from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { CaseFileError } from './errors.ts'
import { CHUNK_BYTES } from './rawChunks.ts'
import type { rawChunks } from './rawChunks.ts'
import type { Sources } from './types.ts'
import { jsonCell } from './jsonCell.ts'

interface SourceRow {
  id: SourceId
  kind: Source['kind']
  variant: string | null
  name: string
  path: string
  sha256: string
  bytes: number
  importedAtMs: number
  reader: string
  isReferenceOnly: 0 | 1
  originalPath: string | null
  startMs: number | null
  endMs: number | null
  errorMs: number | null
  basis: TimeBasis | null
  counts: string
  note: number
  dataLoss: number
  error: number
  chunks: number
  storedBytes: number
}

interface PlacedLife {
  startMs: number | null
  errorMs: number | null
  pinnedMs: number | null
  durationNs: number
}

const COLUMNS = `id, kind, variant, name, path, sha256, bytes, imported_at_ms AS importedAtMs, reader,
  is_reference_only AS isReferenceOnly, original_path AS originalPath, wall_start_ms AS startMs, wall_end_ms AS endMs,
  wall_error_ms AS errorMs, wall_basis AS basis, counts_json AS counts, issues_note AS note, issues_data_loss AS dataLoss,
  issues_error AS error, chunks, stored_bytes AS storedBytes`

/** Sources and their original bytes. Rows are written by an import's last transaction and never updated. */
export function sourceRepository(
  { db, path, at, write, append, author }: Context,
  raw: ReturnType<typeof rawChunks>,
  sweep: () => number,
): Sources {
  const all = db.prepare<[], SourceRow>(`SELECT ${COLUMNS} FROM sources ORDER BY id`)
  const byId = db.prepare<[SourceId], SourceRow>(`SELECT ${COLUMNS} FROM sources WHERE id = ?`)
  const bySha = db.prepare<[string], SourceRow>(`SELECT ${COLUMNS} FROM sources WHERE sha256 = ?`)
  const parts = db.prepare<[SourceId], SourcePart>(`
    SELECT ordinal, path, bytes, sha256, first_byte AS firstByte FROM source_parts WHERE source_id = ? ORDER BY ordinal`)
  const issues = db.prepare<[SourceId], Omit<ImportIssue, 'at'> & { line: number | null; byte: number | null }>(`
    SELECT severity, code, message, line, byte, count FROM import_issues WHERE source_id = ? ORDER BY ordinal`)
  const pinned = db.prepare<[], SourceId>(`
    SELECT DISTINCT sources.id FROM life_pins JOIN sources ON sources.sha256 = life_pins.source_sha256`)
  const lives = db.prepare<[SourceId], PlacedLife>(`
    SELECT process_lives.start_ms AS startMs, start_error_ms AS errorMs, life_pins.start_ms AS pinnedMs, duration_ns AS durationNs
    FROM process_lives JOIN sources ON sources.id = source_id
    LEFT JOIN life_pins ON life_pins.source_sha256 = sha256 AND life_pins.life_ordinal = process_lives.ordinal
    WHERE source_id = ?`)
  const bury = db.prepare(`
    INSERT INTO tombstones (source_id, name, path, sha256, bytes, removed_at_ms, author, reason)
    SELECT id, name, path, sha256, bytes, @atMs, @author, @reason FROM sources WHERE id = @id`)
  const remove = db.prepare('DELETE FROM sources WHERE id = ?')
  const abandon = db.prepare(`UPDATE imports SET state = 'abandoned' WHERE id = ?`)
  const outdate = db.prepare('UPDATE analysis_state SET is_out_of_date = 1 WHERE id = 1')
  const pinnedIds = pinned.pluck()

  const toSource = (row: SourceRow, isPinned: boolean): Source => ({
    id: row.id,
    kind: row.kind,
    variant: row.variant,
    name: row.name,
    path: row.path,
    sha256: row.sha256,
    bytes: row.bytes,
    importedAtMs: row.importedAtMs,
    reader: row.reader,
    isReferenceOnly: row.isReferenceOnly === 1,
    placement: isPinned ? pinnedPlacement(lives.all(row.id)) : ownPlacement(row),
    counts: jsonCell(row.counts, 'object', 'sources', 'counts_json', row.id),
    issues: { note: row.note, dataLoss: row.dataLoss, error: row.error },
  })
  const withPins = (rows: SourceRow[]): Source[] => {
    const ids = new Set(pinnedIds.all())
    return rows.map((row) => toSource(row, ids.has(row.id)))
  }
  const existing = (sourceId: SourceId): SourceRow => {
    const row = byId.get(sourceId)
    if (!row)
      throw new CaseFileError('casefile/no-such-source', `The case has no source ${sourceId}.`, { path, sourceId })
    return row
  }
  const withBytes = (sourceId: SourceId): SourceRow => {
    const row = existing(sourceId)
    if (row.isReferenceOnly === 1)
      throw new CaseFileError(
        'casefile/reference-only',
        `The bytes of ${row.path} are not in the case: they were left at ${row.originalPath ?? 'their place'}.`,
        { path, sourceId },
      )
    return row
  }

  return {
    list: () => withPins(all.all()),
    get: (sourceId) => withPins(byId.all(sourceId))[0] ?? null,
    findBySha256: (sha256) => withPins(bySha.all(sha256))[0] ?? null,
    parts: (sourceId) => parts.all(sourceId),
    issues: (sourceId) =>
      issues.all(sourceId).map(({ line, byte, ...issue }) => ({
        ...issue,
        at: { ...(line !== null && { line }), ...(byte !== null && { byte }) },
      })),
    storage: (sourceId) => {
      const { chunks, storedBytes } = existing(sourceId)
      return { chunks, storedBytes }
    },
    rawBytes: (sourceId, offset, length) => {
      const { bytes } = withBytes(sourceId)
      const from = Math.min(Math.max(0, offset), bytes)
      return raw.readRange(sourceId, from, Math.min(Math.max(0, length), bytes - from))
    },
    verify: (sourceId) => {
      const { chunks, sha256 } = withBytes(sourceId)
      const hash = createHash('sha256')
      for (let ordinal = 0; ordinal < chunks; ordinal++) hash.update(raw.read(sourceId, ordinal))
      return hash.digest('hex') === sha256
    },
    remove: (sourceId, reason) => {
      write(() => {
        const { name, path: sourcePath, sha256, bytes } = existing(sourceId)
        bury.run({ id: sourceId, atMs: Date.now(), author: author(), reason })
        remove.run(sourceId)
        abandon.run(sourceId)
        outdate.run()
        append('source.remove', { sourceId, name, path: sourcePath, sha256, bytes, reason })
        at('remove/in-tombstone')
      })
      at('remove/tombstone')
      raw.forget()
      sweep()
    },
  }
}

export const chunkCount = (bytes: number): number => Math.ceil(bytes / CHUNK_BYTES)

function ownPlacement({ startMs, endMs, errorMs, basis }: SourceRow): WallPlacement | null {
  return startMs === null || endMs === null || basis === null ? null : { startMs, endMs, errorMs: errorMs ?? 0, basis }
}

/** From the first start to the last end of all lives that have a place; a pin is exact and wins over the log's own times. */
function pinnedPlacement(lives: PlacedLife[]): WallPlacement | null {
  const placed = lives.flatMap(({ startMs, errorMs, pinnedMs, durationNs }) => {
    const start = pinnedMs ?? startMs
    return start === null
      ? []
      : [{ start, end: start + durationNs / 1e6, error: pinnedMs === null ? (errorMs ?? 0) : 0 }]
  })
  if (placed.length === 0) return null
  return {
    startMs: Math.min(...placed.map(({ start }) => start)),
    endMs: Math.max(...placed.map(({ end }) => end)),
    errorMs: Math.max(...placed.map(({ error }) => error)),
    basis: 'userPin',
  }
}
