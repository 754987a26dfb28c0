import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli, startCli } from './cli.ts'

const isBuilt = existsSync(resolve(import.meta.dirname, '../../out/renderer/index.html'))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-serve-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// The user's own settings stay as they are.
const own = () => ({ XDG_CONFIG_HOME: folder, HOME: folder, APPDATA: folder })

it.runIf(isBuilt && process.platform !== 'win32')(
  'prints a link that this machine can open, and ends with Ctrl-C',
  async () => {
    const { child, done } = startCli(['serve', '--json'], folder, own())
    const link = await new Promise<string>((found) => {
      let text = ''
      child.stdout?.on('data', (part: string) => {
        text += part
        if (text.trimEnd().endsWith('}')) found((JSON.parse(text) as { url: string }).url)
      })
    })
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=/)
    const page = await fetch(link)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="app"')])
    child.kill('SIGINT')
    expect((await done).code).toBe(0)
  },
)

it.runIf(!isBuilt)('says that the window is not built', async () => {
  const run = await runCli(['serve'], folder, own())
  expect([run.code, run.stderr]).toEqual([4, expect.stringContaining('npm run build')])
})

it.each([['99999'], ['http'], ['0']])('refuses %s as a port', async (port) => {
  expect((await runCli(['serve', '--port', port], folder, own())).code).toBe(2)
})
