// The corpus of real files lies beside the checkout (`../shared/corpus`) and is not part of it. Tests that need it take the
// files from here; without it they skip and say how many files they would have read.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const CORPUS = resolve(ROOT, '../shared/corpus')

export const hasCorpus = existsSync(resolve(CORPUS, 'FACTS.json'))

/** Files of the corpus as of this writing, by folder: what is skipped without it. */
const KNOWN_FILES: Record<string, number> = {
  gctrace: 83,
  pprof: 173,
  bench: 32,
  exectrace: 120,
  goroutine: 152,
  memstats: 32,
}

export type CorpusFacts = Record<string, unknown>

/** FACTS.json: what the reference readers say of each file, by its path in the corpus. */
export function corpusFacts(): Record<string, CorpusFacts> {
  if (!hasCorpus) return {}
  return JSON.parse(readFileSync(resolve(CORPUS, 'FACTS.json'), 'utf8')) as Record<string, CorpusFacts>
}

/** Paths (`gctrace/x.log`) of one folder of the corpus; empty without it, with a line that says how many files are skipped. */
export function corpusFiles(folder: string): string[] {
  if (!hasCorpus) {
    console.warn(`corpus not found beside the checkout: ${KNOWN_FILES[folder] ?? 'all'} files of ${folder}/ skipped`)
    return []
  }
  return readdirSync(resolve(CORPUS, folder))
    .sort()
    .map((name) => `${folder}/${name}`)
}

export const corpusPath = (path: string): string => resolve(CORPUS, path)

/** Files of `test/fixtures/<folder>` that end in one of the extensions, by name. */
export function fixtureFiles(folder: string, ...extensions: string[]): string[] {
  return readdirSync(resolve(ROOT, 'test/fixtures', folder))
    .filter((name) => extensions.some((extension) => name.endsWith(extension)))
    .sort()
}

export const fixturePath = (folder: string, name: string): string => resolve(ROOT, 'test/fixtures', folder, name)
