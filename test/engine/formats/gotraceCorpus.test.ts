// Every execution trace of the corpus against what Go's readers say of it (FACTS.json), through `inspectFile`, which is what
// `heapcase inspect` prints: keys and values, the error where there is one included.
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectFile } from '../../../electron/engine/formats/index.ts'
import { corpusFacts, corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { readTrace } from '../../support/readTrace.ts'

const facts = corpusFacts()
const traces = corpusFiles('exectrace')
const folder = mkdtempSync(join(tmpdir(), 'heapcase-traces-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const isGood = (path: string): boolean => facts[path]?.result === 'ok'

describe.skipIf(!hasCorpus)('execution traces of the corpus', () => {
  it('are all here', () => {
    expect([traces.length, traces.filter(isGood).length]).toEqual([120, 95])
  })

  it.each(traces)('%s', async (path) => {
    const bytes = readFileSync(corpusPath(path))
    const { faults, failure } = readTrace(bytes)
    expect(faults).toEqual([])
    const inspection = await inspectFile(corpusPath(path))
    expect(inspection.facts).toEqual(facts[path])
    expect(inspection.kind).toBe('gotrace')
    if (isGood(path)) expect(inspection.error).toBe(null)
    else {
      expect(inspection.error?.code).toMatch(/^gotrace\/(malformed|inconsistent|truncated|needs-binary)$/)
      expect(inspection.error?.detail?.byte).toBeLessThanOrEqual(bytes.length)
      expect(failure?.code).toBe(inspection.error?.code)
    }
    // The name says nothing to the reader.
    const unknown = join(folder, 'unknown')
    copyFileSync(corpusPath(path), unknown)
    expect(await inspectFile(unknown)).toEqual(inspection)
    rmSync(unknown, { force: true })
  })

  it.each(traces.filter((path) => readFileSync(corpusPath(path)).length < 12_000))(
    '%s in chunks of 1 and of 509 bytes',
    (path) => {
      const bytes = readFileSync(corpusPath(path))
      const whole = readTrace(bytes)
      for (const chunk of [1, 509]) expect(readTrace(bytes, { chunk })).toEqual(whole)
    },
  )

  it('are read alike when compressed', () => {
    for (const path of traces.filter((name) => /go1\.(19|26)\.\d+-(maps|tiny)\.trace$/.test(name))) {
      const bytes = readFileSync(corpusPath(path))
      const { summary, ...whole } = readTrace(bytes)
      const packed = readTrace(gzipSync(bytes))
      expect(packed).toMatchObject(whole)
      expect(packed.summary?.counts).toEqual({ ...summary?.counts, gzip: 1 })
    }
  })
})
