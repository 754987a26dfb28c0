// From what a person dropped in (files, folders) to the files to look at, in a fixed order. Follows links, but no folder
// twice; never opens a pipe, socket or device; says of everything it leaves out why.
import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, parse, relative, resolve, sep } from 'node:path'
import { CodedError } from '../../../shared/lib/result.ts'

export interface FoundFile {
  /** Absolute path. */
  file: string
  name: string
  /** Relative to the deepest folder that holds everything dropped in; forward slashes. */
  path: string
  bytes: number
  /** Milliseconds since 1970 of the last change. */
  modifiedAtMs: number
  /** Why it can not be read at all; null where it may be looked into. */
  refusal: { code: string; message: string } | null
}

export interface WalkLimits {
  /** Files taken from all folders together; more is an error, so that nobody drops in a whole disk. */
  maxFiles: number
  maxDepth: number
}
export const WALK_LIMITS: WalkLimits = { maxFiles: 20_000, maxDepth: 32 }

/**
 * All files under `paths`, folders in name order, each file once. Throws a CodedError `import/too-many-files` beyond the limit.
 * Entries with a refusal: `import/not-found`, `import/unreadable`, `import/special-file`, `import/too-deep`,
 * `import/hidden-folder`.
 */
export function walkPaths(paths: readonly string[], limits: WalkLimits = WALK_LIMITS): FoundFile[] {
  const absolute = paths.map((path) => resolve(path))
  const base = commonFolder(absolute)
  const found: FoundFile[] = []
  const seenFolders = new Set<string>()
  const seenFiles = new Set<string>()

  function add(file: string, stats: { size: number; mtimeMs: number } | null, refusal: FoundFile['refusal']): void {
    if (found.length >= limits.maxFiles) {
      throw new CodedError(
        'import/too-many-files',
        `More than ${limits.maxFiles} files: choose a smaller folder. Reading stopped at ${file}.`,
        { path: file },
      )
    }
    found.push({
      file,
      name: basename(file),
      path: relativePath(base, file),
      bytes: stats?.size ?? 0,
      modifiedAtMs: stats?.mtimeMs ?? 0,
      refusal,
    })
  }

  function visit(path: string, depth: number): void {
    let stats
    try {
      stats = statSync(path)
    } catch (thrown) {
      add(path, null, unreadable(path, thrown))
      return
    }
    if (stats.isDirectory()) {
      visitFolder(path, depth)
      return
    }
    if (!stats.isFile()) {
      const what = stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device'
      add(path, null, { code: 'import/special-file', message: `This is ${what}, not a file.` })
      return
    }
    // A link to a file that is dropped in as well is the same file; hard links are told apart by content later.
    const real = realpathSync(path)
    if (seenFiles.has(real)) return
    seenFiles.add(real)
    add(path, stats, null)
  }

  function visitFolder(path: string, depth: number): void {
    const real = realpathSync(path)
    if (seenFolders.has(real)) return
    seenFolders.add(real)
    if (depth > limits.maxDepth) {
      add(path, null, {
        code: 'import/too-deep',
        message: `Folders below ${limits.maxDepth} levels are not looked into.`,
      })
      return
    }
    let names: string[]
    try {
      names = readdirSync(path)
    } catch (thrown) {
      add(path, null, unreadable(path, thrown))
      return
    }
    for (const name of names.sort()) {
      const child = join(path, name)
      if (name.startsWith('.') && isFolder(child)) {
        add(child, null, {
          code: 'import/hidden-folder',
          message: 'Hidden folders are not looked into. Choose the folder itself to import from it.',
        })
      } else visit(child, depth + 1)
    }
  }

  for (const path of absolute) visit(path, 0)
  return found
}

/** A folder by its own entry; a link that leads nowhere is none. */
function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory()
  } catch {
    return false
  }
}

function unreadable(path: string, thrown: unknown): { code: string; message: string } {
  const code = (thrown as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return { code: 'import/not-found', message: `There is no file or folder ${path}.` }
  if (code === 'ELOOP') return { code: 'import/unreadable', message: 'This link leads back to itself.' }
  if (code === 'EACCES' || code === 'EPERM') {
    return { code: 'import/unreadable', message: 'Permission to read this was denied.' }
  }
  return { code: 'import/unreadable', message: `The system can not read this (${code ?? String(thrown)}).` }
}

/** The deepest folder that holds all of `paths`; null where there is none (drives of Windows). */
function commonFolder(paths: readonly string[]): string | null {
  let common: string | null = null
  for (const path of paths) {
    const folder = dirname(path)
    if (common === null) common = folder
    while (folder !== common && !folder.startsWith(common.endsWith(sep) ? common : common + sep)) {
      const parent = dirname(common)
      if (parent === common) return null
      common = parent
    }
  }
  return common
}

function relativePath(base: string | null, file: string): string {
  const path = base === null ? file.replace(parse(file).root, '') : relative(base, file)
  return path.split(sep).join('/')
}
