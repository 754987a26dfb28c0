// Where the bytes of a source lie: a file, an entry of a container, or the parts of a rotated log one after the other. The window and
// the calls know a place as one opaque text, which is the path itself for a plain file.
import { existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { CodedError } from '../../../shared/lib/result.ts'

export interface Place {
  /** Absolute path of a file on disk. */
  file: string
  /** Names of entries from the outermost container inwards; empty for the file itself. */
  within: readonly string[]
}

/** ASCII has separators for just this; names with control characters are not taken from containers, and none is in a path we give. */
const ENTRY = '\u001f'
const PART = '\u001e'

export const encodePlaces = (places: readonly Place[]): string =>
  places.map(({ file, within }) => [file, ...within].join(ENTRY)).join(PART)

/** The places an opaque text stands for: one, or the parts of a rotated log in their order. */
export function decodePlaces(text: string): Place[] {
  return text.split(PART).map((part) => {
    const [file = '', ...within] = part.split(ENTRY)
    if (file === '') throw new CodedError('import/bad-place', 'This is no place of a source.')
    return { file, within }
  })
}

/** Names inside a container as one text, to compare by and look up with; no name has a line end. */
export const entryKey = (within: readonly string[]): string => within.join('\n')

/** True where the entry of this key is the wanted one, or a container that it lies in. */
export const leadsTo = (key: string, wanted: string): boolean => wanted === key || wanted.startsWith(`${key}\n`)

/**
 * The place of what a person writes for an entry of a container, `bundle.zip/logs/app.log`: where no such file is, but `bundle.zip` is
 * one. A path that is there, or of which nothing is, stays as it is.
 */
export function placeOfPath(path: string): string {
  if (existsSync(path)) return path
  const names: string[] = []
  for (let file = path; file !== dirname(file); file = dirname(file)) {
    if (names.length > 0 && isFile(file)) return encodePlaces([{ file, within: [names.join('/')] }])
    names.unshift(basename(file))
  }
  return path
}

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false

/** What a person reads for a place, as `placeOfPath` takes it. */
export const shownPlaces = (text: string): string[] =>
  decodePlaces(text).map(({ file, within }) => [file, ...within].join('/'))

/** True where the text is more than the path of a file. */
export const isComposed = (text: string): boolean => text.includes(ENTRY) || text.includes(PART)

/** A path that could not be told from a composed place. */
export const hasSeparator = (path: string): boolean => path.includes(ENTRY) || path.includes(PART)
