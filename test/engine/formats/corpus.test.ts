// Every gctrace, pprof, memstats, goroutine and bench file of the corpus against what the reference readers say of it (FACTS.json),
// through `inspectFile`, which is what `heapcase inspect` prints.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectFile } from '../../../electron/engine/formats/index.ts'
import { corpusFacts, corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { readLog, readSource } from '../../support/readSource.ts'
import { validateDumps, validateLog, validateProfile } from '../../support/validateRecords.ts'
import { validateStatistics } from '../../support/validateStatistics.ts'

/**
 * Where we count otherwise, and why. `ours` is added to or replaces what FACTS.json says.
 * - CRLF: FACTS.json takes a line for complete only where nothing follows its last letter, so the carriage return makes 35 of 36
 *   complete lines incomplete. They are complete.
 * - CRI `P`: FACTS.json counts the five lines that CRI split as incomplete, and so do we under `gc_lines_complete`; they are
 *   joined and read, and counted under a key of their own.
 * - Labels: FACTS.json takes a header for one only where nothing stands between its brackets and the colon, so the one goroutine
 *   with labels is missing there.
 */
const DIFFERENCES: Record<string, Record<string, unknown>> = {
  'gctrace/wrapped-crlf.log': { gc_lines_complete: 36 },
  'gctrace/wrapped-cri-partial.log': { gc_lines_joined: 5 },
  'goroutine/go1.27.4-labels.debug2.txt': {
    goroutine_headers: 4,
    states: { 'chan receive': 2, running: 1, 'select (no cases)': 1 },
  },
}

/** Whether the versions a dump shows include the one that made it, which its name tells. */
function versionFits(shown: string | null, path: string): boolean {
  const made = /\/go1\.(\d+)/.exec(path)
  if (!made) return true
  const range = /^go1\.(\d+)(?:\.\d+)?(?:(\+)|-1\.(\d+))?$/.exec(shown ?? '')
  if (!range) return false
  const from = Number(range[1])
  const to = range[2] === '+' ? Number.POSITIVE_INFINITY : Number(range[3] ?? from)
  return Number(made[1]) >= from && Number(made[1]) <= to
}

const facts = corpusFacts()
const isProto = (path: string): boolean => facts[path]?.format === 'profile.proto'
const logs = corpusFiles('gctrace')
const profiles = corpusFiles('pprof')
const statistics = corpusFiles('memstats')
const dumps = corpusFiles('goroutine')
const benchmarks = corpusFiles('bench')
const folder = mkdtempSync(join(tmpdir(), 'heapcase-corpus-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe.skipIf(!hasCorpus)('corpus', () => {
  it('is all here', () => {
    expect([logs.length, profiles.filter(isProto).length, profiles.length]).toEqual([83, 149, 173])
    expect([statistics.length, dumps.length, benchmarks.length]).toEqual([32, 152, 32])
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

  it.each(profiles.filter((path) => !isProto(path)))('%s', async (path) => {
    const bytes = readFileSync(corpusPath(path))
    const { profile } = readSource('profile', bytes)
    if (profile !== null) validateProfile(profile)
    const inspection = await inspectFile(corpusPath(path))
    expect(inspection).toMatchObject({ kind: 'profile', error: null })
    // FACTS.json names the reference that read it.
    const { format: _format, ...expected } = facts[path] as Record<string, unknown>
    expect(inspection.facts).toMatchObject(expected)
    const unknown = join(folder, 'unknown')
    copyFileSync(corpusPath(path), unknown)
    expect(await inspectFile(unknown)).toEqual(inspection)
    rmSync(unknown, { force: true })
  })

  it.each(statistics)('%s', async (path) => {
    const result = readSource('metrics', readFileSync(corpusPath(path)), { modifiedMs: Date.UTC(2026, 10, 21) })
    validateStatistics(result)
    expect(result.issues).toEqual([])
    const inspection = await inspectFile(corpusPath(path))
    expect(inspection).toMatchObject({ kind: 'metrics', error: null })
    expect(inspection.facts).toMatchObject({ snapshots: 1 })
    const named = /memstats|expvar|runtime-metrics/.exec(path.slice(path.indexOf('/')))?.[0]
    expect(inspection.version).toBe(named)
    // Every number of MemStats is a series of its name, but for the ring of pauses and the size classes, which are series in time
    // and by size.
    const text = readFileSync(corpusPath(path), 'utf8')
    if (named === 'memstats') {
      const record = JSON.parse(text) as Record<string, unknown>
      for (const [field, value] of Object.entries(record)) {
        if (typeof value !== 'number' || field === 'DebugGC') continue
        const index = result.series.findIndex(({ name }) => name === `memstats.${field}`)
        if (index >= 0) expect(result.points[index]?.value[0], field).toBe(field === 'LastGC' ? value / 1e6 : value)
        else expect(['NextGC', 'Lookups', 'LastGC'], field).toContain(field)
      }
    }
  })

  it.each(dumps)('%s', async (path) => {
    validateDumps(readSource('goroutines', readFileSync(corpusPath(path))))
    const inspection = await inspectFile(corpusPath(path))
    expect(inspection).toMatchObject({ kind: 'goroutines', error: null })
    expect(inspection.facts).toEqual({ ...facts[path], ...DIFFERENCES[path] })
    expect(versionFits(inspection.version, path), `${path} says ${inspection.version}`).toBe(true)
    const unknown = join(folder, 'unknown')
    copyFileSync(corpusPath(path), unknown)
    expect(await inspectFile(unknown)).toEqual(inspection)
    rmSync(unknown, { force: true })
  })

  // FACTS.json says nothing of them: results and values are counted another way here.
  it.each(benchmarks)('%s', async (path) => {
    const lines = readFileSync(corpusPath(path), 'utf8')
      .split(/\r?\n/)
      .filter((line) => /^Benchmark\S*\s+\d+\s+\S+\s+\S/.test(line))
    const values = lines.reduce((sum, line) => sum + (line.trim().split(/\s+/).length - 2) / 2, 0)
    const inspection = await inspectFile(corpusPath(path))
    expect(inspection).toMatchObject({
      kind: 'benchmark',
      error: null,
      issues: [],
      facts: { results: lines.length, values },
    })
    expect(lines.length).toBeGreaterThan(1)
  })
})
