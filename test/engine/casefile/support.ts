// Cases in temporary folders, and sources to put into them.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { afterEach } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import type { ImportSummary } from '../../../electron/engine/casefile/types.ts'
import type { CallError } from '../../../shared/lib/result.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import type { LifeId, SourceId } from '../../../shared/records/index.ts'

const open: CaseFile[] = []
const folders: string[] = []

afterEach(() => {
  for (const caseFile of open.splice(0)) caseFile.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-test-'))
  folders.push(folder)
  return folder
}

/** Closed after the test, if the test does not. */
export function opened(caseFile: CaseFile): CaseFile {
  open.push(caseFile)
  return caseFile
}

export function newCase(folder = temporaryFolder(), name = 'incident.heapcase'): CaseFile {
  return opened(CaseFile.create(join(folder, name), { author: 'Ada' }))
}

export const reopened = (path: string): CaseFile => opened(CaseFile.open(path, { mode: 'readWrite' }))

/** The code and message of what `body` throws; fails the test where it does not. */
export function refusal(body: () => unknown): CallError {
  try {
    body()
  } catch (thrown) {
    return toCallError(thrown)
  }
  throw new Error('expected a refusal')
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Files beside the case that begin with its name. */
export const filesOf = (path: string): string[] =>
  readdirSync(join(path, '..'))
    .filter((name) => name.startsWith(basename(path)))
    .sort()

/** A connection that does not go through CaseFile, as another program's would. */
export function foreignConnection<T>(path: string, body: (db: Database.Database) => T): T {
  const db = new Database(path)
  try {
    return body(db)
  } finally {
    db.close()
  }
}

export const plainSummary: ImportSummary = {
  counts: { lines: 1 },
  variant: null,
  lives: [],
  placement: null,
  reader: 'gctrace/1',
}

/** A source of raw bytes only. */
export function addText(caseFile: CaseFile, path: string, text: string): SourceId {
  const writer = caseFile.imports.begin({ kind: 'gctrace', name: basename(path), path })
  writer.addRaw(Buffer.from(text))
  return writer.commit(plainSummary)
}

export const firstLife = (caseFile: CaseFile): LifeId => {
  const [life] = caseFile.lives.list()
  if (!life) throw new Error('the case has no life')
  return life.id
}

export { finding, outcome } from './records.ts'
