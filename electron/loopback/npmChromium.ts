// The headless Chromium of the npm package @sparticuz/chromium: unpacked once into a folder of this user alone.
import { execFile } from 'node:child_process'
import { access, chmod, lstat, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { CodedError } from '../../shared/lib/result.ts'
import type { Chromium } from './chromium.ts'

const run = promisify(execFile)
const UNPACK_LIMIT_MS = 120_000

/** Where the package lies, or null where it is not installed (a packaged app). */
function packageFolder(): string | null {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))
  } catch {
    return null
  }
}

/**
 * Unpacks the npm-shipped Chromium (66 MB packed, about two seconds, once) and checks that this machine can load it.
 * Throws `chromium/none` or `chromium/missing-libraries`, which names the libraries.
 */
export async function unpackNpmChromium(): Promise<Chromium> {
  const source = packageFolder()
  if (source === null || process.platform !== 'linux' || process.arch !== 'x64') {
    throw new CodedError(
      'chromium/none',
      `No Chromium, Chrome or Edge was found. Install one, or set HEAPCASE_CHROMIUM to its path${
        process.platform === 'linux' && process.arch === 'x64' ? ', or run npm ci' : ''
      }.`,
    )
  }
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { version: string }
  const folder = await unpacked(source, version)
  return loadable(folder)
}

/** The folder with `chromium`, `fonts`, `al2023/lib`. It belongs to this user and nobody else may write to it. */
async function unpacked(source: string, version: string): Promise<string> {
  const home = join(tmpdir(), `heapcase-chromium-${version}-${process.getuid?.() ?? 0}`)
  const known = await lstat(home).catch(() => null)
  if (known) {
    // In a shared temporary folder somebody else could have put a program under this name.
    const isOurs = known.isDirectory() && known.uid === process.getuid?.() && (known.mode & 0o022) === 0
    if (isOurs && (await isThere(join(home, 'chromium')))) return home
    if (!isOurs)
      throw new CodedError(
        'chromium/none',
        `${home} exists and does not belong to this user; remove it or set HEAPCASE_CHROMIUM.`,
        { path: home },
      )
  }
  const fresh = await mkdtemp(join(tmpdir(), 'heapcase-chromium-'))
  try {
    // The package unpacks into TMPDIR and trusts what it finds there: give it a fresh one, in a process of its own.
    const entry = pathToFileURL(join(source, 'build', 'index.js')).href
    const script =
      `const { inflate } = await import(${JSON.stringify(entry)});` +
      `for (const name of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'])` +
      ` await inflate(${JSON.stringify(join(source, 'bin'))} + '/' + name)`
    await run(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TMPDIR: fresh, NODE_OPTIONS: '' },
      timeout: UNPACK_LIMIT_MS,
    })
    await chmod(join(fresh, 'chromium'), 0o700)
    if (known) await rm(home, { recursive: true, force: true })
    await rename(fresh, home)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (await isThere(join(home, 'chromium'))) return home // another process was faster
    throw new CodedError(
      'chromium/none',
      `The Chromium from npm could not be unpacked: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  return home
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Fonts of the machine, where it has any, and the one that comes with the package. Without a single font Chromium draws no text at
 * all, not even that of embedded fonts; the configuration in the package looks for fonts in fixed folders of a cloud service.
 */
async function writeFontConfiguration(folder: string): Promise<string> {
  const path = join(folder, 'heapcase-fonts.conf')
  const xml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    '  <dir>/usr/share/fonts</dir>',
    `  <dir>${xml(join(folder, 'fonts'))}</dir>`,
    `  <cachedir>${xml(join(folder, 'font-cache'))}</cachedir>`,
    '</fontconfig>',
    '',
  ]
  await writeFile(path, lines.join('\n'))
  return path
}

/** With the machine's own libraries where they suffice, else with those of the package, else a refusal that names what is missing. */
async function loadable(folder: string): Promise<Chromium> {
  const executable = join(folder, 'chromium')
  const base = { FONTCONFIG_FILE: await writeFontConfiguration(folder) }
  const bundled = { ...base, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }
  let missing: string[] = []
  for (const env of [base, bundled]) {
    missing = await missingLibraries(executable, env)
    if (missing.length === 0) return { executable, origin: 'npm', env }
  }
  throw new CodedError(
    'chromium/missing-libraries',
    `The Chromium from npm needs shared libraries this machine does not have: ${missing.join(', ')}. ` +
      'Install them, or a Chromium, or set HEAPCASE_CHROMIUM. Everything but PDF works without.',
    { libraries: missing.join(', ') },
  )
}

/** Shared libraries the loader can not find, by `ldd`, or by the loader's own message where there is no `ldd`. */
export async function missingLibraries(executable: string, env: Record<string, string>): Promise<string[]> {
  const options = { env: { ...process.env, ...env }, timeout: 10_000 }
  try {
    const { stdout } = await run('ldd', [executable], options)
    return librariesNotFound(stdout)
  } catch {
    try {
      await run(executable, ['--version', '--no-sandbox'], options)
      return []
    } catch (error) {
      const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
      return librariesNotFound(text)
    }
  }
}

/** Names from `libx.so => not found` lines and from `error while loading shared libraries: libx.so: …`. */
export function librariesNotFound(text: string): string[] {
  const names = [...text.matchAll(/^[ \t]*(\S+) => not found/gm)].map(([, name]) => name ?? '')
  const loader = /error while loading shared libraries: ([^:\s]+):/.exec(text)?.[1]
  return [...new Set(loader === undefined ? names : [...names, loader])]
}
