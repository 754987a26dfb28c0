// Readers of statistics and of system memory on fixtures: what they give is recorded beside each file, and neither the size of
// the chunks nor the name of the file changes it.
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectFile, isRefusal, recogniseFile } from '../../../electron/engine/formats/index.ts'
import { fixturePath } from '../../support/corpus.ts'
import { dumpStatistics } from '../../support/dumpStatistics.ts'
import { readSource } from '../../support/readSource.ts'
import { validateStatistics } from '../../support/validateStatistics.ts'

const MODIFIED = Date.UTC(2026, 10, 21, 4)
const folder = mkdtempSync(join(tmpdir(), 'heapcase-statistics-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const files = (name: string): string[] =>
  readdirSync(fixturePath(name, ''))
    .filter((file) => !file.endsWith('.expected') && file !== 'README.md')
    .sort()

describe.each([
  ['metrics', 'metrics'],
  ['osmemory', 'osMemory'],
] as const)('%s', (name, kind) => {
  it.each(files(name))('reads %s as recorded', async (file) => {
    const path = fixturePath(name, file)
    const bytes = readFileSync(path)
    const answer = await recogniseFile(path)
    expect(isRefusal(answer) ? answer : answer.kind).toBe(kind)
    const whole = readSource(kind, bytes, { modifiedMs: MODIFIED })
    validateStatistics(whole)
    expect(whole.summary.records).toBeGreaterThan(0)
    const text = dumpStatistics(whole)
    await expect(text).toMatchFileSnapshot(`${path}.expected`)
    for (const chunk of [1, 7, 1000])
      expect(dumpStatistics(readSource(kind, bytes, { chunk, modifiedMs: MODIFIED })), `chunks of ${chunk}`).toBe(text)
    const unknown = join(folder, 'unknown')
    copyFileSync(path, unknown)
    expect(await inspectFile(unknown)).toEqual(await inspectFile(path))
    rmSync(unknown, { force: true })
  })
})
