import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { LEAST_CORES } from '../../../electron/engine/jobs/traceThread/startThread.ts'
import { syntheticTrace } from '../../support/syntheticTrace.ts'

/** Large enough that its import takes a thread of its own. */
export function writeLargeTrace(path: string): void {
  const options = { generations: 3, generationBytes: 3 << 20 }
  writeFileSync(path, Buffer.concat([...syntheticTrace(options)].map((piece) => piece.slice())))
}

/** Where one can be seen, and is started. */
export const hasThreads = process.platform === 'linux' && availableParallelism() >= LEAST_CORES

/** Looks for threads of job processes from now on; says whether one of this name was among them. */
export function watchForThread(name: string): () => boolean {
  let wasSeen = false
  const timer = setInterval(() => (wasSeen ||= jobThreads().includes(name)), 20)
  return () => {
    clearInterval(timer)
    return wasSeen
  }
}

function jobThreads(): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        if (!/\bjob\.(?:js|ts)\b/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) return []
        const tasks = readdirSync(`/proc/${pid}/task`)
        return tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim())
      } catch {
        return [] // gone meanwhile
      }
    })
}
