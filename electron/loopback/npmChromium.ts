// The headless Chromium that npm brings (@sparticuz/chromium, Linux x64): a compressed binary, the NSS libraries that bare
// machines lack, and a font. Unpacked once into a private folder and moved into place whole, so that a killed or second
// run never sees half of it. Its own `executablePath()` unpacks into the shared temporary folder under a fixed name, where
// another user's copy, or a cut-off one, would be started as ours.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface NpmChromium {
  executablePath: string
  /** To be set for the browser's process only. */
  env: Record<string, string>
}

/**
 * Unpacks the packaged Chromium under `cacheFolder` and says how to start it; null where the package is not installed or does
 * not fit this machine. Takes about two seconds the first time.
 */
export async function npmChromium(cacheFolder: string): Promise<NpmChromium | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  let packageFile: string
  try {
    // build/index.js of the package; its package.json is not among its exports.
    packageFile = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'package.json')
  } catch {
    return null
  }
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  const folder = join(cacheFolder, `chromium-${version}`)
  if (!existsSync(join(folder, 'chromium'))) await unpack(dirname(packageFile), cacheFolder, folder)
  const libraries = [join(folder, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, 'fonts') },
  }
}

async function unpack(packageFolder: string, cacheFolder: string, folder: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium')
  mkdirSync(cacheFolder, { recursive: true, mode: 0o700 })
  const staging = mkdtempSync(join(cacheFolder, 'unpacking-'))
  const temporary = process.env['TMPDIR']
  try {
    // `inflate` writes to os.tmpdir(), which reads TMPDIR each time.
    process.env['TMPDIR'] = staging
    const parts = ['chromium.br', 'swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br']
    await Promise.all(parts.map((name) => inflate(join(packageFolder, 'bin', name))))
    try {
      renameSync(staging, folder)
    } catch (error) {
      // Another process was first: its copy is as good.
      if (!existsSync(join(folder, 'chromium'))) throw error
    }
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = temporary
    rmSync(staging, { recursive: true, force: true })
  }
}
