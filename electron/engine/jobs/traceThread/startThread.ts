// Starts the thread that reads for a trace import; knows where its program is.
import { existsSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ThreadStart } from './messages.ts'

/** Whether an execution trace is read in a thread of its own; `auto`: a large one, where cores are free. */
export type ThreadChoice = 'auto' | 'always' | 'never'

/** Below that starting a thread takes as long as it saves. */
const LEAST_BYTES = 8 * 1024 * 1024

/**
 * With two, the window and the case's own process have the other one: there a tenth less time costs a tenth more work, and where both are
 * halves of one core nothing is won.
 */
export const LEAST_CORES = 4

/** Beside this file in a checkout; of a bundle, beside its entries, in whose folder or below which this code is. */
const PROGRAMS = import.meta.url.endsWith('.ts')
  ? ['./traceThread.ts']
  : ['./traceThread.js', '../traceThread.js', './traceThread.mjs']

let program: URL | null | undefined

/** Null: there is none, and traces are read in this thread. */
function threadProgram(): URL | null {
  program ??=
    PROGRAMS.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(fileURLToPath(url))) ?? null
  return program
}

/** `bytes`: of the source; undefined: not known. */
export function isThreadWanted(choice: ThreadChoice, bytes: number | undefined): boolean {
  if (choice === 'never' || threadProgram() === null) return false
  return choice === 'always' || ((bytes ?? 0) >= LEAST_BYTES && availableParallelism() >= LEAST_CORES)
}

export function startTraceThread(ring: SharedArrayBuffer): Worker {
  const start: ThreadStart = { ring, compiledFolder: getCompileCacheDir() ?? null }
  // Options of this process (profilers, preloaded modules) are not the thread's.
  return new Worker(threadProgram() as URL, {
    workerData: start,
    execArgv: [],
    name: 'trace reader',
  })
}
