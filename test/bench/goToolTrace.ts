// Go's own tool as a peer: from its start until its page answers, and what its processes hold at most.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { installedGo } from './traceInputs.ts'
import type { TraceFile } from './traceInputs.ts'

/** A trace of 60 MB takes it half a minute on a quiet machine. */
const PATIENCE_MS = 10 * 60_000
const LOOK_MS = 50

export interface ToolRun {
  wallS: number
  mib: number
}

/** The tool itself, built where it has to be; a text says why there is none. */
export function goTraceTool(): { tool: string } | string {
  if (!existsSync('/proc/self/status')) return 'no /proc to read the memory of its processes from'
  const go = installedGo()
  if (go === null) return 'no Go toolchain (HEAPCASE_TOOLS)'
  try {
    return { tool: execFileSync(go, ['tool', '-n', 'trace'], { encoding: 'utf8' }).trim() }
  } catch {
    return 'this Go has no tool for traces'
  }
}

/** Until its page answers. Null: it ended, or did not answer in time. */
export async function goToolTrace(tool: string, { path }: TraceFile): Promise<ToolRun | null> {
  const port = await freePort()
  const began = performance.now()
  // No browser is to be opened by it.
  const env = { PATH: '/nonexistent', HOME: process.env['HOME'] ?? '/', BROWSER: '' }
  const child = spawn(tool, [`-http=127.0.0.1:${port}`, path], { stdio: 'ignore', env, detached: true })
  let hasEnded = false
  child.once('exit', () => (hasEnded = true))
  child.once('error', () => (hasEnded = true))
  let mib = 0
  try {
    while (!hasEnded && performance.now() - began < PATIENCE_MS) {
      mib = Math.max(mib, treeMib(child.pid ?? 0))
      if (await answers(port))
        return { wallS: (performance.now() - began) / 1000, mib: Math.max(mib, treeMib(child.pid ?? 0)) }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
    return null
  } finally {
    if (!hasEnded && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    async (answer) => answer.ok && (await answer.text()).includes('trace'),
    () => false,
  )

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Peaks of a process and its descendants, added up. */
function treeMib(root: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const status = Number.isInteger(pid) ? statusOf(pid) : null
    if (status !== null) parents.set(pid, Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0))
  }
  const isOfTree = (pid: number): boolean => pid === root || (pid > 1 && isOfTree(parents.get(pid) ?? 0))
  return [...parents.keys()]
    .filter(isOfTree)
    .reduce((sum, pid) => sum + Number(/^VmHWM:\s+(\d+)/m.exec(statusOf(pid) ?? '')?.[1] ?? 0) / 1024, 0)
}

function statusOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return null // it has ended
  }
}
