// What the case file needs of the file system beside SQLite.
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'

/** Waits until the bytes of a file are on the disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Waits until a new or renamed entry of a folder is on the disk. Windows does this by itself and refuses to be asked. */
export function syncFolderOf(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Bytes that may still be written to the disk of `path`; null where the file system does not say. */
export function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bsize > 0 ? bavail * bsize : null
  } catch {
    return null
  }
}

/** A name beside `path` for a file that gets that name when it is complete. The lock of `path` is held meanwhile. */
export const partialPath = (path: string): string => `${path}.${randomUUID().slice(0, 8)}.partial`

/** Deletes unfinished files that a killed process left for `path`. The caller holds the lock of `path`. */
export function removePartials(path: string): void {
  const folder = dirname(path)
  const name = basename(path)
  for (const entry of readdirSync(folder))
    if (entry.startsWith(`${name}.`) && /^\.[0-9a-f]{8}\.partial(-wal|-shm|-journal)?$/.test(entry.slice(name.length)))
      rmSync(join(folder, entry), { force: true })
}

/** What SQLite keeps beside a database while it is open. */
export const SIDE_FILES = ['-wal', '-shm', '-journal'] as const
