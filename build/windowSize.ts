// How much of the window travels before and after the first case: gzip sizes of the built renderer, entry and all together.
// `node build/windowSize.ts` after `npm run build`; ends with 1 when the whole is above its limit.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Scripts and styles of everything; fonts are not counted, they are read where they are needed. */
export const MOST_BYTES = 900 * 1024

export interface WindowSize {
  /** What the page loads before it shows Home: the entry, what it names, its styles. */
  entryBytes: number
  wholeBytes: number
  files: { name: string; bytes: number }[]
}

export function windowSize(root: string): WindowSize {
  const folder = join(root, 'assets')
  const files = readdirSync(folder)
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => ({ name, bytes: gzipSync(readFileSync(join(folder, name)), { level: 9 }).length }))
    .sort((a, b) => b.bytes - a.bytes)
  const page = readFileSync(join(root, 'index.html'), 'utf8')
  const named = new Set([...page.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name]) => name))
  const sum = (list: readonly { bytes: number }[]): number => list.reduce((total, { bytes }) => total + bytes, 0)
  return { entryBytes: sum(files.filter(({ name }) => named.has(name))), wholeBytes: sum(files), files }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..', 'out', 'renderer')
  if (!existsSync(root)) throw new Error('build the window first: npm run build')
  const { entryBytes, wholeBytes, files } = windowSize(root)
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0).padStart(5)} KiB`
  for (const { name, bytes } of files.slice(0, 12)) console.log(`${kib(bytes)}  ${name}`)
  console.log(`${kib(entryBytes)}  before Home is shown`)
  console.log(`${kib(wholeBytes)}  all scripts and styles, of ${MOST_BYTES / 1024} KiB allowed (gzip)`)
  if (wholeBytes > MOST_BYTES) process.exitCode = 1
}
