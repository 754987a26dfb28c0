// The stand-in's program: `electron [switches] <app folder> [arguments]`, as Electron reads it.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { appEvents, becomeReady, setLaunch } from './app.ts'
import { startBrowser } from './browser.ts'
import { prepareInstanceLock } from './instanceLock.ts'
import { startSchemes } from './schemes.ts'

// A packaged app: its resources lie in the folder that the check names.
const resources = process.env['ELECTRON_ON_CHROMIUM_RESOURCES']
if (resources !== undefined) Object.defineProperty(process, 'resourcesPath', { value: resources })

const [, , ...given] = process.argv
const required: string[] = []
const args: string[] = []
for (let i = 0; i < given.length; i++) {
  if (given[i] === '-r') required.push(given[++i] ?? '')
  else args.push(given[i] ?? '')
}
const at = args.findIndex((arg) => !arg.startsWith('-'))
if (at === -1) throw new Error('electron-on-chromium: name the folder of the app')
const appPath = resolve(args[at] ?? '.')
const { main, productName, name } = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as {
  main: string
  name: string
  productName?: string
}
const userData = resolve(
  args.find((arg) => arg.startsWith('--user-data-dir='))?.slice('--user-data-dir='.length) ??
    join(homedir(), '.config', productName ?? name),
)
mkdirSync(userData, { recursive: true })
// The app sees its binary, then everything as it was given: switches, its own folder, files.
process.argv = [process.argv[1] ?? 'electron', ...args]
const switches = args.slice(0, at).filter((arg) => !arg.startsWith('--user-data-dir='))

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
setLaunch({ appPath, userData, lock: await prepareInstanceLock(userData, appEvents) })
for (const path of required) createRequire(import.meta.url)(path)
await import(pathToFileURL(join(appPath, main)).href)
await Promise.all([startSchemes(), startBrowser(switches, userData)])
becomeReady()
