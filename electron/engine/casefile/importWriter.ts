// One import under way. Bytes and records are written in short transactions as they come, under an id that no reader looks
// at; the last transaction adds the last records, issues, the source row and the audit entry, and only then there is a source.
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { ImportIssue, SourceId } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { CaseFileError } from './errors.ts'
import { freeBytes } from './files.ts'
import { importSubjects } from './importSubjects.ts'
import { CHUNK_BYTES, packChunk } from './rawChunks.ts'
import type { PackedChunk, rawChunks } from './rawChunks.ts'
import { runningHere } from './sweep.ts'
import type { Sweeper } from './sweep.ts'
import type { ImportMeta, ImportSummary, ImportWriter, Imports } from './types.ts'

/**
 * An import stops while there is still this much room on the disk: on a disk that is full to the last byte not even taking it
 * back would work, as deleting is written to the log first.
 */
const RESERVE_BYTES = 4 * 1024 * 1024
/** Records held back for one transaction, in bytes of the file. */
const PENDING_BYTES = 4 * 1024 * 1024

export function importRepository(
  context: Context,
  raw: ReturnType<typeof rawChunks>,
  { abandon, sweep }: Sweeper,
): Imports {
  const statements = prepareStatements(context)
  let hasAbandoned = false
  return {
    sweep: () => {
      hasAbandoned = false
      return sweep()
    },
    get hasAbandoned() {
      return hasAbandoned
    },
    begin: (meta) => {
      const { path, at, write, lock } = context
      const started = {
        name: meta.name,
        atMs: Date.now(),
        pid: process.pid,
        host: hostname(),
        token: lock?.token ?? '',
      }
      const id = write(() => Number(statements.begin.run(started).lastInsertRowid)) as SourceId
      runningHere.add(`${path}#${id}`)
      at('import/begun')
      const forget = (): void => void runningHere.delete(`${path}#${id}`)
      return importWriter(context, statements, raw, id, meta, forget, (isLater) => {
        abandon(id)
        if (isLater) hasAbandoned = true
        else sweep()
      })
    },
  }
}

type Statements = ReturnType<typeof prepareStatements>

function prepareStatements(context: Context) {
  const { db } = context
  return {
    begin: db.prepare(`
      INSERT INTO imports (state, name, started_at_ms, pid, host, lock_token)
      VALUES ('running', @name, @atMs, @pid, @host, @token)`),
    state: db.prepare<[SourceId], string>('SELECT state FROM imports WHERE id = ?').pluck(),
    committed: db.prepare(`UPDATE imports SET state = 'committed' WHERE id = ?`),
    sameBytes: db.prepare<[string], { id: SourceId; path: string }>('SELECT id, path FROM sources WHERE sha256 = ?'),
    issue: db.prepare(`
      INSERT INTO import_issues (source_id, ordinal, severity, code, message, line, byte, count)
      VALUES (@sourceId, @ordinal, @severity, @code, @message, @line, @byte, @count)`),
    stored: db.prepare<[SourceId], { chunks: number; storedBytes: number }>(`
      SELECT count(*) AS chunks, coalesce(sum(stored_bytes), 0) AS storedBytes FROM raw_chunks WHERE source_id = ?`),
    source: db.prepare(`
      INSERT INTO sources (id, kind, variant, name, path, sha256, bytes, imported_at_ms, reader, is_reference_only,
        original_path, wall_start_ms, wall_end_ms, wall_error_ms, wall_basis, counts_json, issues_note, issues_data_loss,
        issues_error, chunks, stored_bytes)
      VALUES (@id, @kind, @variant, @name, @path, @sha256, @bytes, @importedAtMs, @reader, @isReferenceOnly,
        @originalPath, @startMs, @endMs, @errorMs, @basis, @counts, @note, @dataLoss, @error, @chunks, @storedBytes)`),
    outdate: db.prepare('UPDATE analysis_state SET is_out_of_date = 1 WHERE id = 1'),
    subjects: importSubjects(context),
  }
}

function importWriter(
  context: Context,
  statements: Statements,
  raw: ReturnType<typeof rawChunks>,
  sourceId: SourceId,
  meta: ImportMeta,
  forget: () => void,
  takeBack: (isLater: boolean) => void,
): ImportWriter {
  const { at, path, write, writeUnseen } = context
  const isReferenceOnly = meta.isReferenceOnly ?? false
  const hash = createHash('sha256')
  const piece = new Uint8Array(isReferenceOnly ? 0 : CHUNK_BYTES)
  const issues: ImportIssue[] = []
  const subjects = statements.subjects.begin(() => {
    if (pendingBytes() >= PENDING_BYTES) flush(null)
  })
  let pieceBytes = 0
  let chunks = 0
  let bytes = 0
  let state: 'running' | 'committed' | 'aborted' = 'running'

  const assertRunning = (): void => {
    if (state !== 'running' || statements.state.get(sourceId) !== 'running')
      throw new CaseFileError('casefile/import-abandoned', `The import of ${meta.path} was ended.`, { path: meta.path })
  }

  const pendingBytes = (): number => subjects.all.reduce((sum, subject) => sum + subject.pendingBytes(), 0)

  /** A full piece, or what is left at the end; null where there is nothing. */
  const takePiece = (): PackedChunk | null => {
    if (pieceBytes === 0) return null
    const packed = packChunk(chunks, piece.subarray(0, pieceBytes))
    chunks++
    pieceBytes = 0
    return packed
  }

  /** Within the caller's transaction. */
  const writeRows = (chunk: PackedChunk | null): void => {
    assertRunning()
    if (chunk) raw.insert(sourceId, chunk)
    for (const subject of subjects.all) subject.writePending(sourceId)
  }

  /** Everything is written twice, to the log and to the database. */
  const assertRoom = (chunk: PackedChunk | null): void => {
    const needed = 2 * ((chunk?.content.length ?? 0) + pendingBytes()) + RESERVE_BYTES
    const free = freeBytes(path)
    if (free !== null && free < needed)
      throw new CaseFileError(
        'casefile/disk-full',
        `The disk is full: ${meta.path} cannot be imported. All that was in the case is safe.`,
        { path, free, needed },
      )
  }

  const flush = (chunk: PackedChunk | null): void => {
    assertRoom(chunk)
    at('import/before-rows')
    writeUnseen(() => {
      writeRows(chunk)
      at('import/in-rows')
    })
    at('import/after-rows')
  }

  const writeIssues = (): void => {
    issues.forEach(({ at: place, ...issue }, ordinal) =>
      statements.issue.run({ ...issue, sourceId, ordinal, line: place.line ?? null, byte: place.byte ?? null }),
    )
  }

  const writeSource = (summary: ImportSummary, sha256: string): void => {
    const stored = statements.stored.get(sourceId) ?? { chunks: 0, storedBytes: 0 }
    const count = (severity: ImportIssue['severity']): number =>
      issues.reduce((sum, issue) => sum + (issue.severity === severity ? issue.count : 0), 0)
    statements.source.run({
      id: sourceId,
      kind: meta.kind,
      variant: summary.variant,
      name: meta.name,
      path: meta.path,
      sha256,
      bytes,
      importedAtMs: Date.now(),
      reader: summary.reader,
      isReferenceOnly: Number(isReferenceOnly),
      originalPath: isReferenceOnly ? (meta.originalPath ?? null) : null,
      startMs: summary.placement?.startMs ?? null,
      endMs: summary.placement?.endMs ?? null,
      errorMs: summary.placement?.errorMs ?? null,
      basis: summary.placement?.basis ?? null,
      counts: JSON.stringify(summary.counts),
      note: count('note'),
      dataLoss: count('dataLoss'),
      error: count('error'),
      ...stored,
    })
  }

  const assertNew = (sha256: string): void => {
    const same = statements.sameBytes.get(sha256)
    if (same)
      throw new CaseFileError('casefile/duplicate-source', `${meta.path} is in the case already, as ${same.path}.`, {
        path: meta.path,
        sourceId: same.id,
      })
  }

  const finish = (chunk: PackedChunk | null, summary: ImportSummary, sha256: string): void => {
    writeRows(chunk)
    assertNew(sha256)
    for (const subject of subjects.all) subject.finish(sourceId, summary)
    writeIssues()
    writeSource(summary, sha256)
    statements.committed.run(sourceId)
    statements.outdate.run()
    const { kind, name, path: sourcePath } = meta
    context.append('source.import', { sourceId, kind, name, path: sourcePath, sha256, bytes, reader: summary.reader })
  }

  const end = (isLater: boolean): void => {
    if (state !== 'running') return
    state = 'aborted'
    forget()
    try {
      takeBack(isLater)
    } catch {
      // On a full or broken disk not even deleting may work. Nobody sees the rows, and the next opening takes them: the
      // error that led to the end is the one to report.
    }
  }

  return {
    sourceId,
    get bytes() {
      return bytes
    },
    addRaw: (added) => {
      hash.update(added)
      bytes += added.length
      if (isReferenceOnly) return
      for (let done = 0; done < added.length;) {
        const part = added.subarray(done, done + CHUNK_BYTES - pieceBytes)
        piece.set(part, pieceBytes)
        pieceBytes += part.length
        done += part.length
        if (pieceBytes === CHUNK_BYTES) flush(takePiece())
      }
    },
    addCycles: subjects.gcCycles.addCycles,
    addRuntimeRows: subjects.runtimeRows.addRuntimeRows,
    addPart: subjects.parts.addPart,
    addProfile: subjects.profile.addProfile,
    addTraceBlock: subjects.trace.addTraceBlock,
    addTraceSegment: subjects.trace.addTraceSegment,
    addTraceResults: subjects.trace.addTraceResults,
    addPoints: subjects.series.addPoints,
    addSeries: subjects.series.addSeries,
    addRegions: subjects.osMemory.addRegions,
    addRegionSnapshots: subjects.osMemory.addRegionSnapshots,
    addOomEvent: subjects.osMemory.addOomEvent,
    addContainerState: subjects.osMemory.addContainerState,
    addGoroutines: subjects.goroutines.addGoroutines,
    addDumps: subjects.goroutines.addDumps,
    addBenchmarkResults: subjects.benchmarks.addBenchmarkResults,
    addBenchmarks: subjects.benchmarks.addBenchmarks,
    addAllocEvents: subjects.allocEvents.addAllocEvents,
    addAllocTables: subjects.allocEvents.addAllocTables,
    addIssue: (issue) => {
      issues.push(issue)
    },
    commit: (summary) => {
      assertRunning()
      const chunk = takePiece()
      const sha256 = hash.copy().digest('hex')
      assertRoom(chunk)
      at('import/before-final')
      write(() => {
        finish(chunk, summary, sha256)
        at('import/in-final')
      })
      state = 'committed'
      forget()
      at('import/after-final')
      return sourceId
    },
    abort: () => end(false),
    abandon: () => end(true),
  }
}
