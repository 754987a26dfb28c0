// The command line as people start it: a process of its own, in a folder of its own.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
export const CLI = resolve(root, 'electron/cli/main.ts')
export const CAPTURES = resolve(root, 'test/captures/data')

export interface CliRun {
  code: number | null
  stdout: string
  stderr: string
  /** Peak memory of the process, MiB. */
  peakMib: number
}

/** Says at the end how much memory was used. */
const WITNESS = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS+'\\n'))`

export interface StartedCli {
  child: ChildProcess
  done: Promise<CliRun>
}

export function startCli(args: readonly string[], cwd: string, env: Record<string, string> = {}): StartedCli {
  const child = spawn(process.execPath, [`--import=${WITNESS}`, CLI, ...args], {
    cwd,
    // As from a shell: npm's own variables of the test run would tell another folder.
    env: { ...withoutNpm(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const done = new Promise<CliRun>((resolveRun) => {
    child.once('close', (code) => {
      const [said = '', peak = '0'] = stderr.split('\npeak ')
      resolveRun({ code, stdout, stderr: said, peakMib: Number(peak) / 1024 })
    })
  })
  return { child, done }
}

export const runCli = (args: readonly string[], cwd: string, env?: Record<string, string>): Promise<CliRun> =>
  startCli(args, cwd, env).done

/** The one JSON document on stdout. */
export const jsonOf = <T = Record<string, unknown>>(run: CliRun): T => JSON.parse(run.stdout) as T

const withoutNpm = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(npm_|INIT_CWD$|FORCE_COLOR$|NO_COLOR$)/i.test(name)))
