import { readdir, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { FolderListing } from '../../shared/contract/appCalls.ts'
import { CodedError } from '../../shared/lib/result.ts'

/** More entries than a person scrolls through; a folder with more says so by ending here. */
const MAX_ENTRIES = 5_000

/** A folder for the window's folder browser, folders first, hidden ones left out. Throws `folder/unreadable`. */
export async function listFolder(path: string | null): Promise<FolderListing> {
  const folder = resolve(path ?? homedir())
  try {
    const names = await readdir(folder, { withFileTypes: true })
    const entries = await Promise.all(
      names
        .filter(({ name }) => !name.startsWith('.'))
        .slice(0, MAX_ENTRIES)
        .map(async ({ name }) => {
          const full = join(folder, name)
          // A link is what it leads to; one that leads nowhere, and what may not be looked at, is left out.
          const found = await stat(full).catch(() => null)
          if (!found || !(found.isFile() || found.isDirectory())) return null
          const isFolder = found.isDirectory()
          return { name, path: full, isFolder, bytes: isFolder ? 0 : found.size, modifiedAtMs: found.mtimeMs }
        }),
    )
    const parent = dirname(folder)
    return {
      path: folder,
      parent: parent === folder ? null : parent,
      entries: entries
        .filter((entry) => entry !== null)
        .sort(
          (a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name, 'en', { numeric: true }),
        ),
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new CodedError(
      'folder/unreadable',
      code === 'ENOENT' ? `There is no folder ${folder}.` : `${folder} can not be listed (${code ?? String(error)}).`,
      { path: await realpath(folder).catch(() => folder) },
    )
  }
}
