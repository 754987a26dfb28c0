// From an older schema to this one, step by step, after a copy of the file was put beside it.
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs'
import type Database from 'better-sqlite3'
import type { CommitPointHook } from './types.ts'
import type { Migration } from './migrations/index.ts'
import { syncFile, syncFolderOf } from './files.ts'

/** Where the file as it was before the upgrade is kept. */
export function backupPath(casePath: string, version: number): string {
  const base = `${casePath}.v${version}.bak`
  for (let copy = 1; ; copy++) {
    const path = copy === 1 ? base : `${base}.${copy}`
    if (!existsSync(path)) return path
  }
}

/**
 * Runs the steps the file lacks, each in one transaction with its version number: a killed upgrade goes on where it stopped.
 * The connection must be in rollback journal mode, so that the one file on disk is the whole case.
 */
export function migrate(
  db: Database.Database,
  path: string,
  migrations: readonly Migration[],
  onCommitPoint: CommitPointHook | undefined,
  onStep: (migration: Migration) => void,
): void {
  const version = schemaVersion(db)
  const steps = migrations.filter(({ to }) => to > version)
  if (steps.length === 0) return
  const backup = backupPath(path, version)
  const partial = `${backup}.partial`
  rmSync(partial, { force: true })
  copyFileSync(path, partial)
  syncFile(partial)
  renameSync(partial, backup)
  syncFolderOf(backup)
  onCommitPoint?.('migrate/backed-up')
  for (const step of steps) {
    db.transaction(() => {
      db.exec(step.sql)
      db.pragma(`user_version = ${step.to}`)
      onStep(step)
      onCommitPoint?.('migrate/in-step')
    }).exclusive()
    onCommitPoint?.('migrate/after-step')
  }
}

export function schemaVersion(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number
}

export function currentVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.to ?? 0
}
