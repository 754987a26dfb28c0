import { describe, expect, it } from 'vitest'
import { gcCycleAt } from '../../../shared/records/index.ts'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { CHUNK_BYTES } from '../../../electron/engine/casefile/rawChunks.ts'
import { SOURCE_TABLES } from '../../../electron/engine/casefile/sourceTables.ts'
import {
  addText,
  firstLife,
  foreignConnection,
  newCase,
  opened,
  plainSummary,
  refusal,
  reopened,
  sha256,
} from './support.ts'
import {
  importLog,
  importProfile,
  sampleBytes,
  sampleCycles,
  sampleLife,
  sampleProfile,
  usedRows,
} from './sampleSources.ts'

const counts = (path: string): Record<string, number> =>
  foreignConnection(path, (db) => {
    const tables = [
      'imports',
      'raw_chunks',
      'gc_cycles',
      'process_lives',
      'import_issues',
      'profiles',
      'profile_columns',
      'strings',
      'functions',
    ]
    return Object.fromEntries(
      tables.map((table) => [table, db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? -1]),
    )
  })

describe('an import', () => {
  it('gives back bytes, cycles, issues and summary as they came in', () => {
    const caseFile = newCase()
    const raw = sampleBytes(2 * CHUNK_BYTES + 12_345, 7)
    const cycles = sampleCycles(40_000, 7)
    const writer = caseFile.imports.begin({ kind: 'gctrace', name: 'a.log', path: 'incident/a.log' })
    for (let at = 0; at < raw.length; at += 1_000_003) writer.addRaw(raw.subarray(at, at + 1_000_003))
    writer.addCycles(1, cycles)
    writer.addIssue({ severity: 'dataLoss', code: 'gctrace/cut-line', message: 'cut', at: { line: 9 }, count: 3 })
    writer.addIssue({ severity: 'note', code: 'gctrace/x', message: 'note', at: { byte: 4 }, count: 1 })
    const id = writer.commit({
      counts: { lines: 5 },
      variant: 'go1.18+',
      lives: [sampleLife(40_000)],
      placement: { startMs: 1.5, endMs: 2.5, errorMs: 0.5, basis: 'logPrefix' },
      reader: 'gctrace/1',
    })
    const again = ((path: string) => (caseFile.close(), reopened(path)))(caseFile.path)

    expect(again.sources.list()).toEqual([
      {
        id,
        kind: 'gctrace',
        variant: 'go1.18+',
        name: 'a.log',
        path: 'incident/a.log',
        sha256: sha256(raw),
        bytes: raw.length,
        importedAtMs: expect.any(Number) as number,
        reader: 'gctrace/1',
        isReferenceOnly: false,
        placement: { startMs: 1.5, endMs: 2.5, errorMs: 0.5, basis: 'logPrefix' },
        counts: { lines: 5 },
        issues: { note: 1, dataLoss: 3, error: 0 },
      },
    ])
    expect(again.sources.issues(id).map(({ code, at, count }) => [code, at, count])).toEqual([
      ['gctrace/cut-line', { line: 9 }, 3],
      ['gctrace/x', { byte: 4 }, 1],
    ])
    expect(usedRows(again.gcCycles.columns(firstLife(again)))).toEqual(usedRows(cycles))
    expect(again.sources.storage(id)).toEqual({ chunks: 3, storedBytes: expect.any(Number) as number })
    expect(again.sources.storage(id).storedBytes).toBeLessThan(raw.length / 2)
    expect(again.sources.verify(id)).toBe(true)
    for (const [offset, length] of [
      [0, 10],
      [CHUNK_BYTES - 5, 10],
      [raw.length - 5, 100],
      [raw.length + 5, 100],
      [0, raw.length],
    ] as const)
      expect(Buffer.compare(again.sources.rawBytes(id, offset, length), raw.subarray(offset, offset + length))).toBe(0)
  })

  it('finds cycles', () => {
    const caseFile = newCase()
    importLog(caseFile, 'a.log', 3, 100, 1000)
    const life = firstLife(caseFile)
    const columns = caseFile.gcCycles.columns(life)
    expect(columns.length).toBe(1000)
    expect(caseFile.gcCycles.find(life, 8)).toEqual(gcCycleAt(columns, 7))
    expect(gcCycleAt(columns, 7).heapGoalBytes).toBeNull()
    expect(caseFile.gcCycles.find(life, 1001)).toBeNull()
    expect(caseFile.gcCycles.count()).toBe(1000)
  })

  it('shows nothing before its commit, to itself or to others', () => {
    const caseFile = newCase()
    const job = opened(CaseFile.open(caseFile.path, { mode: 'readWrite', lockToken: caseFile.lockToken }))
    const writer = job.imports.begin({ kind: 'gctrace', name: 'a.log', path: 'a.log' })
    writer.addRaw(sampleBytes(CHUNK_BYTES + 1, 1))
    writer.addCycles(1, sampleCycles(40_000))
    expect(counts(caseFile.path)).toMatchObject({ raw_chunks: 1, gc_cycles: 40_000 })
    for (const reader of [caseFile, job]) {
      expect([reader.sources.list(), reader.lives.list(), reader.gcCycles.count(), reader.profiles.list()]).toEqual([
        [],
        [],
        0,
        [],
      ])
      expect(reader.audit.count()).toBe(1)
    }
    foreignConnection(caseFile.path, (db) => expect(db.prepare('SELECT * FROM gc_cycle_list').all()).toEqual([]))
    writer.commit({ ...plainSummary, lives: [sampleLife(40_000)] })
    expect(caseFile.gcCycles.count()).toBe(40_000)
    expect(caseFile.audit.list(0, 9).map(({ action }) => action)).toEqual(['case.create', 'source.import'])
  })

  it('leaves nothing when it is aborted', () => {
    const caseFile = newCase()
    const before = counts(caseFile.path)
    const writer = caseFile.imports.begin({ kind: 'gctrace', name: 'a.log', path: 'a.log' })
    writer.addRaw(sampleBytes(CHUNK_BYTES + 1, 1))
    writer.addCycles(1, sampleCycles(40_000))
    writer.addProfile(sampleProfile(1))
    writer.abort()
    writer.abort()
    expect(counts(caseFile.path)).toEqual(before)
    expect(refusal(() => writer.commit(plainSummary)).code).toBe('casefile/import-abandoned')
  })

  it('refuses bytes that are in the case already, and can then be aborted', () => {
    const caseFile = newCase()
    const first = addText(caseFile, 'a.log', 'same')
    const writer = caseFile.imports.begin({ kind: 'gctrace', name: 'b.log', path: 'b.log' })
    writer.addRaw(Buffer.from('same'))
    expect(refusal(() => writer.commit(plainSummary))).toMatchObject({
      code: 'casefile/duplicate-source',
      detail: { sourceId: first },
    })
    writer.abort()
    expect(counts(caseFile.path)).toMatchObject({ imports: 1, raw_chunks: 1 })
    expect(caseFile.sources.findBySha256(sha256(Buffer.from('same')))?.id).toBe(first)
  })

  it('of an empty file is a source of no bytes', () => {
    const caseFile = newCase()
    const id = addText(caseFile, 'empty.log', '')
    expect(caseFile.sources.get(id)?.bytes).toBe(0)
    expect(caseFile.sources.rawBytes(id, 0, 10)).toEqual(new Uint8Array(0))
    expect(caseFile.sources.verify(id)).toBe(true)
  })

  it('by reference keeps hash and rows, not the bytes', () => {
    const caseFile = newCase()
    const writer = caseFile.imports.begin({
      kind: 'gctrace',
      name: 'a.log',
      path: 'a.log',
      isReferenceOnly: true,
      originalPath: '/evidence/a.log',
    })
    writer.addRaw(Buffer.from('left there'))
    const id = writer.commit(plainSummary)
    expect(caseFile.sources.get(id)).toMatchObject({
      isReferenceOnly: true,
      bytes: 10,
      sha256: sha256(Buffer.from('left there')),
    })
    expect(caseFile.sources.storage(id)).toEqual({ chunks: 0, storedBytes: 0 })
    const error = refusal(() => caseFile.sources.rawBytes(id, 0, 1))
    expect([error.code, error.message.includes('/evidence/a.log')]).toEqual(['casefile/reference-only', true])
  })

  it('whose lives do not fit its cycles is not committed', () => {
    const caseFile = newCase()
    const writer = caseFile.imports.begin({ kind: 'gctrace', name: 'a.log', path: 'a.log' })
    writer.addCycles(1, sampleCycles(3))
    expect(() => writer.commit({ ...plainSummary, lives: [sampleLife(4)] })).toThrow(
      'has 4 cycles by the summary, 3 were added',
    )
    expect(caseFile.sources.list()).toEqual([])
  })

  it('of a dead process is swept by the next opening', () => {
    const caseFile = newCase()
    const before = counts(caseFile.path)
    const writer = caseFile.imports.begin({ kind: 'gctrace', name: 'a.log', path: 'a.log' })
    writer.addRaw(sampleBytes(CHUNK_BYTES + 1, 1))
    expect(caseFile.imports.sweep()).toBe(0) // it is under way
    caseFile.close()
    const again = reopened(caseFile.path)
    expect(counts(again.path)).toEqual(before)
    expect(refusal(() => writer.commit(plainSummary)).code).toBe('casefile/closed')
  })
})

describe('stored bytes', () => {
  it.each(['content', 'sha256'])('whose %s was changed are refused with their place', (column) => {
    const caseFile = newCase()
    const id = addText(caseFile, 'a.log', 'evidence '.repeat(1000))
    caseFile.close()
    foreignConnection(caseFile.path, (db) => {
      const trigger =
        db
          .prepare<[], string>(`SELECT sql FROM sqlite_schema WHERE name = 'raw_chunks_are_never_updated'`)
          .pluck()
          .get() ?? ''
      db.exec('DROP TRIGGER raw_chunks_are_never_updated')
      const value = column === 'content' ? Buffer.from('changed') : 'x'
      db.prepare(`UPDATE raw_chunks SET ${column} = ?`).run(value)
      db.exec(trigger)
    })
    const again = reopened(caseFile.path)
    expect(refusal(() => again.sources.rawBytes(id, 0, 5))).toMatchObject({
      code: 'casefile/damaged-source',
      detail: { sourceId: id, byte: 0 },
    })
  })
})

describe('removing a source', () => {
  it('leaves a tombstone and an audit entry, and nothing else of it', async () => {
    const caseFile = newCase()
    const empty = counts(caseFile.path)
    const kept = importProfile(caseFile, 'kept.pb.gz', 1)
    const withKept = counts(caseFile.path)
    const log = importLog(caseFile, 'gone.log', 2)
    const profile = importProfile(caseFile, 'gone.pb.gz', 3)
    expect(counts(caseFile.path)).not.toEqual(withKept)
    caseFile.sources.remove(log, 'wrong service')
    caseFile.sources.remove(profile, '')
    expect(counts(caseFile.path)).toEqual(withKept)
    expect(caseFile.profiles.columns(kept)).toEqual(sampleProfile(1))
    expect(caseFile.audit.list(0, 20).at(-2)).toMatchObject({
      action: 'source.remove',
      detail: { sourceId: log, path: 'gone.log', reason: 'wrong service' },
    })
    foreignConnection(caseFile.path, (db) =>
      expect(db.prepare('SELECT source_id, path, author, reason FROM tombstones').all()).toEqual([
        { source_id: log, path: 'gone.log', author: 'Ada', reason: 'wrong service' },
        { source_id: profile, path: 'gone.pb.gz', author: 'Ada', reason: '' },
      ]),
    )
    expect(refusal(() => caseFile.sources.remove(log, '')).code).toBe('casefile/no-such-source')
    caseFile.sources.remove(kept, '')
    expect(counts(caseFile.path)).toEqual(empty)
    expect(await caseFile.checkIntegrity()).toEqual({ isIntact: true, faults: [], sourcesChecked: 0 })
    expect(importLog(caseFile, 'gone.log', 2)).toBeGreaterThan(kept) // ids are not given twice
  })

  it('leaves no table of evidence out when it deletes', () => {
    const tables = foreignConnection(newCase().path, (db) =>
      db
        .prepare<[], string>(
          `SELECT DISTINCT s.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c
           WHERE s.type = 'table' AND c.name = 'source_id' AND s.sql LIKE '%source_id%REFERENCES%'`,
        )
        .pluck()
        .all(),
    )
    expect(SOURCE_TABLES.map(({ name }) => name).sort()).toEqual(tables.sort())
  })
})
