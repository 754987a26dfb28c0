import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GotraceReader } from '../../../electron/engine/formats/gotrace/readGotrace.ts'
import { readSource } from '../../../electron/engine/jobs/readSource.ts'
import { TRACE_CHUNK_EVENTS } from '../../../shared/records/index.ts'
import type { TraceSink } from '../../../shared/records/index.ts'
import { corpusPath, hasCorpus } from '../../support/corpus.ts'
import { syntheticTrace } from '../../support/syntheticTrace.ts'

/** One generation of some 25 chunks of events. */
const oneGeneration = (): Uint8Array =>
  Buffer.concat([...syntheticTrace({ generations: 1, generationBytes: 2_400_000 })].map((piece) => piece.slice()))

async function* inOne(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield bytes
}

const source = (bytes: Uint8Array): Parameters<typeof readSource>[0] => ({
  chunks: inOne(bytes),
  modifiedMs: undefined,
  name: undefined,
  issues: () => [],
})

describe('a generation that is read in steps', () => {
  it('gives a step per chunk of events, and the same as in one go', () => {
    const bytes = oneGeneration()
    const reader = new GotraceReader({ issue: () => undefined })
    let steps = 0
    for (const _ of reader.pushSteps(bytes)) steps++
    const summary = reader.finish()
    expect(summary.counts['events']).toBeGreaterThan(20 * TRACE_CHUNK_EVENTS)
    expect(steps).toBeGreaterThanOrEqual(Math.floor((summary.counts['events'] ?? 0) / TRACE_CHUNK_EVENTS))
    const atOnce = new GotraceReader({ issue: () => undefined })
    atOnce.push(bytes)
    expect(atOnce.finish()).toEqual(summary)
  })

  it('is left within a chunk of where it was cancelled', async () => {
    const cancel = new AbortController()
    let events = 0
    const trace: TraceSink = {
      events(chunk) {
        events += chunk.length
        cancel.abort()
      },
    }
    const reading = readSource(
      source(oneGeneration()),
      'gotrace',
      { issue: () => undefined, trace },
      { signal: cancel.signal },
    )
    await expect(reading).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(events).toBeGreaterThan(0)
    expect(events).toBeLessThanOrEqual(TRACE_CHUNK_EVENTS)
  })

  it.skipIf(!hasCorpus)('so is a trace of Go before 1.22, whose events come last', async () => {
    const cancel = new AbortController()
    let events = 0
    const trace: TraceSink = {
      events(chunk) {
        events += chunk.length
        cancel.abort()
      },
    }
    const bytes = readFileSync(corpusPath('exectrace/go1.19.8-orders-long.trace'))
    const reading = readSource(source(bytes), 'gotrace', { issue: () => undefined, trace }, { signal: cancel.signal })
    await expect(reading).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(events).toBeLessThanOrEqual(TRACE_CHUNK_EVENTS)
  })
})
