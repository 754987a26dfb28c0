// `npm run package:check`: packs the app around a stub of Electron (the real one cannot be had offline), compares what went
// into the archive with an allow-list, and starts the packed app under the stand-in for `electron`.
// This is a check of the packing rules. What it makes is a stub, not a release, and is thrown away.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { tryPackedApp } from './tryPackedApp.ts'

const root = resolve(import.meta.dirname, '..')
const work = join(root, 'node_modules', '.cache', 'package-check')
const faults: string[] = []

/** What may be in app.asar. Anything else is a leak of sources, tests or tools into the product. */
const ALLOWED = [
  /^package\.json$/,
  /^out\/main\/(index|case|job|traceThread)\.js$/,
  /^out\/main\/chunks\/[\w.-]+\.(js|mjs)$/,
  /^out\/preload\/index\.cjs$/,
  /^out\/renderer\/index\.html$/,
  /^out\/renderer\/assets\/[\w.-]+\.(js|css|json|woff2|woff|svg|png)$/,
  /^node_modules\/better-sqlite3\/(package\.json|LICENSE|README\.md|lib\/.*\.js)$/,
  /^node_modules\/better-sqlite3\/prebuilds\/linux-(x64|arm64)\.node$/,
]

/** Must be there, or the packed app cannot work. */
const REQUIRED = [
  'package.json',
  'out/main/index.js',
  'out/main/case.js',
  'out/main/job.js',
  'out/main/traceThread.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]

/** Every file below a folder, relative to it, with forward slashes. */
function* filesUnder(folder: string, top = folder): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path, top)
    else yield relative(top, path).split(sep).join('/')
  }
}

/** A folder that looks like Electron's Linux distribution to electron-builder. */
function writeElectronStub(folder: string): void {
  const version = (
    JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as { version: string }
  ).version
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'), { recursive: true })
  writeFileSync(join(folder, 'electron'), '#!/bin/sh\necho "stub, not a release" >&2\nexit 1\n', { mode: 0o755 })
  writeFileSync(join(folder, 'chrome-sandbox'), '', { mode: 0o755 })
  writeFileSync(join(folder, 'version'), version)
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), 'stub')
}

if (process.platform !== 'linux') {
  console.log('package check: runs on Linux only; the release workflow builds the real packages of each system')
  process.exit(0)
}

if (!existsSync(join(root, 'out/main/index.js')))
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: 'inherit' })
rmSync(work, { recursive: true, force: true })
writeElectronStub(join(work, 'electron'))
const config = join(work, 'electron-builder.yml')
writeFileSync(
  config,
  [
    `extends: ${JSON.stringify(join(root, 'build/electron-builder.yml'))}`,
    'electronFuses: null',
    `electronDist: ${JSON.stringify(join(work, 'electron'))}`,
    `directories: { output: ${JSON.stringify(join(work, 'dist'))}, buildResources: build }`,
    '',
  ].join('\n'),
)
const packed = spawnSync(
  process.execPath,
  [join(root, 'node_modules/electron-builder/cli.js'), '--dir', '--linux', '--config', config],
  {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
  },
)
if (packed.status !== 0) {
  console.error(packed.stdout, packed.stderr)
  console.error('package check: packing failed')
  process.exit(1)
}

const unpackedFolder = readdirSync(join(work, 'dist')).find((name) => name.startsWith('linux'))
const resources = join(work, 'dist', unpackedFolder ?? 'linux-unpacked', 'resources')
const archive = join(resources, 'app.asar')
const entries = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').replace(/^\//, ''))
const folders = new Set(
  entries.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))),
)
const files = entries.filter((path) => !folders.has(path))
for (const file of files)
  if (!ALLOWED.some((pattern) => pattern.test(file))) faults.push(`in the archive, but not allowed: ${file}`)
for (const file of REQUIRED) if (!files.includes(file)) faults.push(`missing from the archive: ${file}`)

const native = [...filesUnder(`${archive}.unpacked`)].filter((name) => name.endsWith('.node'))
if (native.length !== 1)
  faults.push(`expected one native module beside the archive, found ${native.length}: ${native.join(', ')}`)

const sample = existsSync(join(resources, 'sample')) ? [...filesUnder(join(resources, 'sample'))] : []
if (!sample.includes('incident/checkout.log')) faults.push('the sample incident is missing from the resources')
const fonts = existsSync(join(resources, 'fonts')) ? [...filesUnder(join(resources, 'fonts'))] : []
if (!fonts.some((name) => name.startsWith('noto-sans-sc/files/')))
  faults.push('the report fonts are missing from the resources')
for (const text of files.filter((name) => /^out\/.*\.(js|cjs|html|css)$/.test(name))) {
  const path = join(root, text)
  if (existsSync(path) && readFileSync(path, 'utf8').includes(root))
    faults.push(`${text} names a folder of the building machine`)
}

// The packed files, not the checkout's, must work: extracted where no node_modules of the checkout can help them out.
const away = mkdtempSync(join(tmpdir(), 'heapcase-packed-'))
try {
  const app = join(away, 'app')
  extractAll(archive, app)
  const answer = await tryPackedApp(app, resources, away)
  if (answer.fault !== null) faults.push(`the packed app does not work: ${answer.fault}`)
  else console.log(answer.said)
} finally {
  rmSync(away, { recursive: true, force: true })
}

const size = (path: string): string => `${(statSync(path).size / 1e6).toFixed(1)} MB`
console.log(
  `stub, not a release: app.asar ${size(archive)}, ${files.length} files, ${native.length} native module, ${sample.length} sample files, ${fonts.length} font files`,
)
for (const fault of faults) console.error(fault)
if (faults.length === 0) rmSync(work, { recursive: true, force: true })
process.exitCode = faults.length === 0 ? 0 : 1
