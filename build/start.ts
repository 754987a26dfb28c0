// `npm start [-- case.heapcase] [--no-open]`: builds when needed, then opens Heapcase: in Electron where its binary is there or
// can be fetched, else in a browser window on the loopback shell. HEAPCASE_SHELL=loopback goes there at once; --no-open prints
// the link only.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const PROBE_MS = 3_000
const INSTALL_MS = 180_000
const SOURCES = [
  'electron',
  'renderer',
  'shared',
  'build/electron.vite.config.ts',
  'build/messagesPlugin.ts',
  'package-lock.json',
]
const RESULTS = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']

/** The newest change below a path, epoch milliseconds; 0 where there is nothing. */
function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Whether a result is missing or older than a source. */
export function needsBuild(folder: string): boolean {
  const built = RESULTS.map((path) => newest(join(folder, path)))
  return built.includes(0) || Math.min(...built) < Math.max(...SOURCES.map((path) => newest(join(folder, path))))
}

/**
 * Where the Electron binary lies; null where the package has none yet. The package itself is never imported: that would start a
 * download without a time limit.
 */
export function electronBinary(): { folder: string; binary: string | null } | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
    const name = existsSync(join(folder, 'path.txt'))
      ? readFileSync(join(folder, 'path.txt'), 'utf8').trim()
      : 'electron'
    const binary = override ? join(override, name) : join(folder, 'dist', name)
    return { folder, binary: existsSync(binary) ? binary : null }
  } catch {
    return null
  }
}

/** Whether Electron's downloads answer at all; without a network this says no within milliseconds. */
async function canDownload(): Promise<boolean> {
  const address = process.env['ELECTRON_MIRROR'] ?? 'https://github.com/electron/electron/releases'
  try {
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_MS) })
    return true
  } catch {
    return false
  }
}

/** Runs a program to its end, passing on SIGINT and SIGTERM; answers its exit code, or null when it took too long. */
function run(program: string, args: string[], limitMs?: number): Promise<number | null> {
  const child: ChildProcess = spawn(program, args, { cwd: root, stdio: 'inherit' })
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', passOn).on('SIGTERM', passOn)
  const limit = limitMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limitMs)
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(error.message)
      done(1)
    })
    child.once('exit', (code) => done(code))
  }).finally(() => {
    clearTimeout(limit)
    process.off('SIGINT', passOn).off('SIGTERM', passOn)
  }) as Promise<number | null>
}

async function findElectron(): Promise<string | null> {
  const found = electronBinary()
  if (!found || found.binary !== null) return found?.binary ?? null
  if (!(await canDownload())) return null
  console.log('Fetching the Electron runtime, once…')
  await run(process.execPath, [join(found.folder, 'install.js')], INSTALL_MS)
  return electronBinary()?.binary ?? null
}

async function main(): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    console.error('Heapcase needs Node 24, which npm ci installs: start it with `npm start`.')
    return 1
  }
  if (needsBuild(root)) {
    console.log('Building Heapcase…')
    const bin = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
    const code = await run(process.execPath, [
      bin,
      'build',
      '--config',
      'build/electron.vite.config.ts',
      '--logLevel',
      'warn',
    ])
    if (code !== 0) return code ?? 1
  }
  // npm changes the folder; paths are meant from where the command was given.
  const from = process.env['INIT_CWD'] ?? process.cwd()
  const args = process.argv.slice(2).map((arg) => (arg.startsWith('-') ? arg : resolve(from, arg)))
  const wantsLoopback = process.env['HEAPCASE_SHELL'] === 'loopback' || args.includes('--no-open')
  if (!wantsLoopback) {
    const electron = await findElectron()
    if (electron !== null) {
      const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
      return (await run(electron, [...asRoot, root, ...args])) ?? 1
    }
    console.log(
      'Electron is not installed and can not be downloaded here: opening Heapcase in a browser window instead.',
    )
  }
  const shell = join(root, 'electron', 'loopback', 'main.ts')
  return (await run(process.execPath, [shell, `--bundles=${join(root, 'out', 'main')}`, ...args])) ?? 1
}

if (import.meta.main) process.exitCode = await main()
