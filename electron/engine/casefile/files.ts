// What the case file needs of the file system beside SQLite.
import { closeSync, fsyncSync, openSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'

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

/** What SQLite keeps beside a database while it is open. */
export const SIDE_FILES = ['-wal', '-shm', '-journal'] as const
