// Finds a Chromium for printing and for the loopback shell's window: the one named by HEAPCASE_CHROMIUM, an installed one, or
// the headless one that comes from npm. Nothing is downloaded.
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { CodedError, failed, ok, type Result } from '../../shared/lib/result.ts'
import { unpackNpmChromium } from './npmChromium.ts'

export interface Chromium {
  executable: string
  /** Where it was found. `npm` is a headless shell: it prints, and shows no window. */
  origin: 'HEAPCASE_CHROMIUM' | 'installed' | 'npm'
  /** What must be added to the environment, such as a folder of shared libraries. */
  env: Record<string, string>
}

/** Parts that tests replace; the defaults are the machine. */
export interface ChromiumSearch {
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  exists: (path: string) => boolean
  fromNpm: () => Promise<Chromium>
}

const THIS_MACHINE: ChromiumSearch = {
  env: process.env,
  platform: process.platform,
  exists: existsSync,
  fromNpm: unpackNpmChromium,
}

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
]
const MAC_APPS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'Brave Browser.app/Contents/MacOS/Brave Browser',
]
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
]

/** Paths where a Chromium is usually installed, in the order they are tried. */
export function installedPlaces(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  switch (platform) {
    case 'darwin':
      return ['/Applications', join(homedir(), 'Applications')].flatMap((folder) =>
        MAC_APPS.map((app) => `${folder}/${app}`),
      )
    case 'win32':
      return [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].flatMap((folder) =>
        folder ? WINDOWS_PROGRAMS.map((program) => `${folder}\\${program}`) : [],
      )
    default: {
      const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']
      return [
        ...LINUX_NAMES.flatMap((name) => folders.filter(Boolean).map((folder) => join(folder, name))),
        '/opt/google/chrome/chrome',
      ]
    }
  }
}

/** An installed Chromium with windows; null where there is none. `HEAPCASE_CHROMIUM` wins, and must exist. */
export function findInstalledChromium(search: Partial<ChromiumSearch> = {}): Chromium | null {
  const { env, platform, exists } = { ...THIS_MACHINE, ...search }
  const named = env['HEAPCASE_CHROMIUM']
  if (named === 'npm') return null
  if (named) {
    if (exists(named)) return { executable: named, origin: 'HEAPCASE_CHROMIUM', env: {} }
    throw new CodedError('chromium/not-there', `HEAPCASE_CHROMIUM names ${named}, which does not exist.`, {
      path: named,
    })
  }
  const executable = installedPlaces(env, platform).find((path) => exists(path))
  return executable === undefined ? null : { executable, origin: 'installed', env: {} }
}

/**
 * A Chromium that can print. Fails with `chromium/…` and a sentence that says what is missing and what would help.
 * HEAPCASE_CHROMIUM=npm skips installed ones.
 */
export async function findChromium(search: Partial<ChromiumSearch> = {}): Promise<Result<Chromium>> {
  try {
    return ok(findInstalledChromium(search) ?? (await (search.fromNpm ?? THIS_MACHINE.fromNpm)()))
  } catch (error) {
    if (error instanceof CodedError) return failed(error.toCallError())
    return failed({ code: 'chromium/none', message: error instanceof Error ? error.message : String(error) })
  }
}

/**
 * Flags that keep Chromium to itself: no updates, no sync, no field trials, no name ever looked up, no proxy, no media
 * discovery on the network. As root, and only then, Chromium refuses to start with its sandbox.
 */
export function quietChromiumArgs({ allowLoopback }: { allowLoopback: boolean }): string[] {
  // Every name is an address of this machine where nothing listens. "Not found" would not do: Chromium still tries then whether
  // there is IPv6 outside, and asks name servers why the name was not found.
  const own = ['MAP localhost 127.0.0.1', 'MAP *.localhost 127.0.0.1']
  const rules = [...(allowLoopback ? own : []), 'MAP * 127.0.0.1:9', ...(allowLoopback ? ['EXCLUDE 127.0.0.1'] : [])]
  return [
    '--no-first-run',
    '--no-default-browser-check',
    '--no-service-autorun',
    '--no-pings',
    '--disable-background-networking',
    '--disable-client-side-phishing-detection',
    '--disable-component-extensions-with-background-pages',
    '--disable-component-update',
    '--disable-breakpad',
    '--disable-crash-reporter',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    '--disable-field-trial-config',
    '--disable-quic',
    '--disable-search-engine-choice-screen',
    '--disable-sync',
    '--disable-features=AutofillServerCommunication,CertificateTransparencyComponentUpdater,DialMediaRouteProvider,' +
      'GlobalMediaControls,InterestFeedContentSuggestions,MediaRouter,OptimizationHints,SegmentationPlatform,Translate,AsyncDns',
    '--metrics-recording-only',
    '--no-proxy-server',
    '--password-store=basic',
    '--use-mock-keychain',
    '--disable-dev-shm-usage',
    `--host-resolver-rules=${rules.join(', ')}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}
