// Every gctrace and pprof file of the corpus against what the reference readers say of it (FACTS.json), through `inspectFile`,
// which is what `heapcase inspect` prints.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectFile, isRefusal, recogniseFile } from '../../../electron/engine/formats/index.ts'
import { corpusFacts, corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { readLog, readSource } from '../../support/readSource.ts'
import { validateLog, validateProfile } from '../../support/validateRecords.ts'

/**
 * Where we count otherwise, and why. `ours` is added to or replaces what FACTS.json says.
 * - CRLF: FACTS.json takes a line for complete only where nothing follows its last letter, so the carriage return makes 35 of 36
 *   complete lines incomplete. They are complete.
 * - CRI `P`: FACTS.json counts the five lines that CRI split as incomplete, and so do we under `gc_lines_complete`; they are
 *   joined and read, and counted under a key of their own.
 */
const DIFFERENCES: Record<string, Record<string, unknown>> = {
  'gctrace/wrapped-crlf.log': { gc_lines_complete: 36 },
  'gctrace/wrapped-cri-partial.log': { gc_lines_joined: 5 },
}

const facts = corpusFacts()
const isProto = (path: string): boolean => facts[path]?.format === 'profile.proto'
const logs = corpusFiles('gctrace')
const profiles = corpusFiles('pprof')
const folder = mkdtempSync(join(tmpdir(), 'heapcase-corpus-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe.skipIf(!hasCorpus)('corpus', () => {
  it('is all here', () => {
    expect([logs.length, profiles.filter(isProto).length]).toEqual([83, 149])
  })

  it.each(logs)('%s', async (path) => {
    const bytes = readFileSync(corpusPath(path))
    validateLog(readLog(bytes))
    const inspection = await inspectFile(corpusPath(path))
    const kind = facts[path]?.gc_lines_complete === 0 ? 'runtimeLog' : 'gctrace'
    expect(inspection).toMatchObject({ kind, error: null })
    expect(inspection.facts).toEqual({ ...facts[path], ...DIFFERENCES[path] })
    // The name says nothing to the reader.
    const unknown = join(folder, 'unknown')
    copyFileSync(corpusPath(path), unknown)
    expect(await inspectFile(unknown)).toEqual(inspection)
    rmSync(unknown, { force: true })
  })

  it.each(profiles.filter(isProto))('%s', async (path) => {
    const { profile } = readSource('profile', readFileSync(corpusPath(path)))
    if (profile !== null) validateProfile(profile)
    const inspection = await inspectFile(corpusPath(path))
    expect(inspection).toMatchObject({ kind: 'profile', error: null })
    expect(inspection.facts).toEqual(facts[path])
    // The type is judged by content; an empty mutex profile cannot be told from an empty block profile.
    const named = /\.(heap|allocs|cpu|goroutine|mutex|block|threadcreate|goroutineleak)\b/.exec(path)?.[1]
    if (named !== undefined && !(named === 'mutex' && inspection.facts.samples === 0))
      expect(inspection.version).toBe(named)
    const unknown = join(folder, 'unknown')
    copyFileSync(corpusPath(path), unknown)
    expect(await inspectFile(unknown)).toEqual(inspection)
    rmSync(unknown, { force: true })
  })

  it('refuses the legacy profiles by name', async () => {
    const legacy = profiles.filter((path) => !isProto(path))
    expect(legacy).toHaveLength(24)
    for (const path of legacy)
      expect(await inspectFile(corpusPath(path)), path).toMatchObject({
        kind: null,
        facts: {},
        error: { code: 'pprof/legacy' },
      })
  })

  it.each([
    ['goroutine', ['later/goroutine-dump', 'pprof/legacy']],
    ['memstats', ['later/memstats', 'later/metrics']],
    ['bench', ['later/benchmark']],
  ])('says what the files of %s look like: %j', async (name, codes) => {
    for (const path of corpusFiles(name)) {
      const answer = await recogniseFile(corpusPath(path))
      expect(isRefusal(answer) ? codes.includes(answer.code) : answer, path).toBe(true)
    }
  })
})
