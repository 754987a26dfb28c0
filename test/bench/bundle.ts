// A worker as the application runs it: one file of JavaScript. Taking types out of the sources while the work goes on costs as much CPU as a
// part of it, and memory.
import { resolve } from 'node:path'
import { build } from 'vite'

const ROOT = resolve(import.meta.dirname, '../..')

const THREAD = resolve(ROOT, 'electron/engine/jobs/traceThread/traceThread.ts')

let thread: Promise<string> | null = null

/**
 * Bundles `name`.ts of this folder; gives the file, which lies where its packages are found, and the program of the thread that reads traces
 * beside it.
 */
export async function bundled(name: string): Promise<string> {
  thread ??= bundle('traceThread', THREAD)
  await thread
  return bundle(name, resolve(import.meta.dirname, `${name}.ts`))
}

async function bundle(name: string, entry: string): Promise<string> {
  const folder = resolve(ROOT, 'node_modules/.cache/heapcase-bench')
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    // As in the application: all but what is native.
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rollupOptions: { output: { entryFileNames: `${name}.mjs`, format: 'es', codeSplitting: false } },
    },
  })
  return resolve(folder, `${name}.mjs`)
}
