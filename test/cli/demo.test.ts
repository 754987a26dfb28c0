import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'

const DEMO = resolve(import.meta.dirname, '../../build/demo.ts')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-demo-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('writes case and reports without a browser, names the session cache, and can be run again', () => {
  let imported = 0
  for (const run of ['first', 'second']) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [DEMO, folder], {
      encoding: 'utf8',
      env: { ...process.env, HEAPCASE_CHROMIUM: join(folder, 'no-chromium') },
    })
    expect([run, status, stderr]).toEqual([run, 0, ''])
    expect(stdout).toMatch(/F-001 {2}Critical {2}.*session\.\(\*Store\)\.Put/)
    expect(stdout).toMatch(/\nNo PDF: .+/)
    imported = Number(/^(\d+) captures imported/m.exec(stdout)?.[1])
    expect(imported).toBeGreaterThanOrEqual(20)
  }
  expect(readdirSync(folder).sort()).toEqual([
    'checkout-incident.en.html',
    'checkout-incident.en.md',
    'checkout-incident.heapcase',
    'checkout-incident.zh-CN.html',
    'checkout-incident.zh-CN.md',
  ])
  const caseFile = CaseFile.open(join(folder, 'checkout-incident.heapcase'), { mode: 'readOnly' })
  expect(caseFile.sources.list()).toHaveLength(imported)
  caseFile.close()
})
