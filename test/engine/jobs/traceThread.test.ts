import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { readSource } from '../../../electron/engine/jobs/readSource.ts'
import { isThreadWanted } from '../../../electron/engine/jobs/traceThread/startThread.ts'
import type { ThreadChoice } from '../../../electron/engine/jobs/traceThread/startThread.ts'
import { ThreadedTraceReader } from '../../../electron/engine/jobs/traceThread/ThreadedTraceReader.ts'
import { Turns } from '../../../electron/engine/jobs/Turns.ts'
import { useCompileCache } from '../../../electron/utility/compileCache.ts'
import type { SourceId, TraceEventColumns, TraceSink, TraceTables } from '../../../shared/records/index.ts'
import { TRACE_BYTE_COLUMNS, TRACE_FLOAT_COLUMNS, TRACE_UINT_COLUMNS } from '../../../shared/records/index.ts'
import { corpusFiles, corpusPath } from '../../support/corpus.ts'
import { syntheticTrace } from '../../support/syntheticTrace.ts'

// Threads load their program from its sources: once is enough.
useCompileCache()

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/gotrace')

const synthetic = (options: Parameters<typeof syntheticTrace>[0]): Uint8Array =>
  new Uint8Array(Buffer.concat([...syntheticTrace(options)].map((piece) => piece.slice())))

const never = new AbortController().signal

/** Every thread that was started since the last test. */
const threads: Worker[] = []
const onWorker = (worker: Worker): void => void threads.push(worker)
beforeAll(() => process.on('worker', onWorker))
afterAll(() => process.off('worker', onWorker))
beforeEach(() => void threads.splice(0))
const areGone = (): boolean => threads.every(({ threadId }) => threadId === -1)

/** One array that is used for all pieces, as archives do. */
async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(length)
  for (let at = 0; at < bytes.length; at += length) {
    const part = bytes.subarray(at, at + length)
    piece.set(part)
    yield await Promise.resolve(piece.subarray(0, part.length))
    piece.fill(0xee)
  }
}

const sourceOf = (bytes: Uint8Array, pieceBytes = 100_000): Parameters<typeof readSource>[0] => ({
  chunks: inPieces(bytes, pieceBytes),
  modifiedMs: undefined,
  name: undefined,
  issues: () => [{ severity: 'note', code: 'test/bytes', message: 'all were read', at: {}, count: 1 }],
})

const plain = (value: unknown): string =>
  JSON.stringify(value, (_, of: unknown) =>
    typeof of === 'bigint' ? `${of}n` : ArrayBuffer.isView(of) ? Array.from(of as Uint8Array) : of,
  )

/** Lengths of all tables, and ids of procs, which are asked for all along. */
const tablesNow = ({
  strings,
  functions,
  frames,
  stacks,
  types,
  heapLayout,
  goroutines,
  tasks,
  threads: ms,
  procs,
}: TraceTables) => [
  ...[strings, functions, frames, stacks, types, goroutines, tasks, ms, procs].map(({ length }) => length),
  procs.id.slice(0, procs.length),
  heapLayout,
]

const wholeTables = (tables: TraceTables) => {
  const { strings, functions, frames, stacks, types } = tables
  const ids = (['goroutines', 'threads', 'procs', 'tasks'] as const).map((name) => {
    const table = tables[name]
    return table.slice?.(0, table.length) ?? table.id.slice(0, table.length)
  })
  return {
    strings,
    functions: [functions.name, functions.file].map((column) => column.slice(0, functions.length)),
    frames: [frames.pc, frames.function, frames.line].map((column) => column.slice(0, frames.length)),
    stacks: [stacks.start.slice(0, stacks.length + 1), stacks.frame.slice(0, stacks.start[stacks.length])],
    types: [types.name, types.address, types.size, types.pointerBytes].map((column) => column.slice(0, types.length)),
    ids,
    now: tablesNow(tables),
  }
}

/** Everything that comes of a reading, call by call; events and tables by their hash. */
async function calls(bytes: Uint8Array, thread: ThreadChoice, signal = never): Promise<string[]> {
  const told: string[] = []
  const hashed = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
  const bytesOf = (column: TraceEventColumns['time'] | TraceEventColumns['kind'] | TraceEventColumns['stack']) =>
    new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
  let tables: TraceTables | null = null
  const say = (what: string, ...more: unknown[]): void => void told.push(`${what} ${plain(more)}`)
  const sayWithTables = (what: string, ...more: unknown[]): void =>
    say(what, ...more, tables === null ? null : tablesNow(tables))
  let isLeft = false
  const trace: TraceSink = {
    begin({ tables: given, ...more }) {
      tables = given
      sayWithTables('begin', more)
    },
    generation: (generation) => sayWithTables('generation', generation),
    events(chunk) {
      const { length } = chunk
      const columns = [...TRACE_FLOAT_COLUMNS, ...TRACE_UINT_COLUMNS, ...TRACE_BYTE_COLUMNS].map((name) =>
        hashed(bytesOf(chunk[name].slice(0, length))),
      )
      sayWithTables('events', length, columns)
      isLeft = true
    },
    generationEnd(generation) {
      sayWithTables('generationEnd', generation)
      isLeft = true
    },
    end({ tables: given, ...more }) {
      say('end', more, hashed(plain(wholeTables(given))))
      isLeft = true
    },
    *rest() {
      if (!isLeft) return
      isLeft = false
      yield
      say('rest')
    },
  }
  const output = { trace, issue: (issue: unknown) => say('issue', issue) }
  try {
    say('summary', await readSource(sourceOf(bytes), 'gotrace', output, { signal, thread }))
  } catch (thrown) {
    const { name, code, message, at } = thrown as Record<string, unknown>
    say('thrown', name, code, message, at)
  }
  return told
}

async function expectSame(bytes: Uint8Array): Promise<string[]> {
  const beside = await calls(bytes, 'always')
  expect(threads).toHaveLength(1)
  expect(areGone()).toBe(true)
  expect(beside).toEqual(await calls(bytes, 'never'))
  expect(threads).toHaveLength(1)
  return beside
}

const kinds = (told: readonly string[]): string[] => [...new Set(told.map((line) => line.split(' ')[0] ?? ''))]

describe('a trace that is read in a thread of its own gives what one read here does', () => {
  it.each([22, 23, 25, 26])('several generations, header 1.%s', async (version) => {
    const told = await expectSame(synthetic({ version, generations: 5, generationBytes: 1_200_000 }))
    expect(kinds(told)).toEqual(['begin', 'generation', 'events', 'rest', 'generationEnd', 'issue', 'end', 'summary'])
    expect(told.filter((line) => line.startsWith('events')).length).toBeGreaterThan(50)
  })

  it('more bytes than are under way at a time, and more goroutines than ids in a message', async () => {
    const told = await expectSame(synthetic({ generations: 3, generationBytes: 4_000_000, goroutines: 150_000 }))
    const [goroutines = 0] = (/"goroutines":(\d+)/.exec(told.at(-1) ?? '') ?? []).slice(1).map(Number)
    expect(goroutines).toBeGreaterThan(70_000)
  })

  const files = [
    ...readdirSync(FIXTURES)
      .filter((name) => name.endsWith('.trace'))
      .map((name) => join(FIXTURES, name)),
    ...corpusFiles('exectrace').map(corpusPath),
  ]
  it.each(files.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]))('%s', async (_, path) => {
    await expectSame(readFileSync(path))
  })

  const whole = synthetic({ generations: 3, generationBytes: 400_000 })
  const broken = whole.slice()
  broken.fill(0x7f, 600_000, 600_400)
  const unknown = whole.slice()
  unknown.set(Buffer.from('go 9.99'))
  const v1 = readFileSync(join(FIXTURES, 'go1.19.8-maps.trace'))
  it.each([
    ['empty', new Uint8Array(0), 'thrown'],
    ['shorter than a header', whole.subarray(0, 9), 'thrown'],
    ['a header alone', whole.subarray(0, 16), 'end'],
    ['no trace', Buffer.from('x'.repeat(5000)), 'thrown'],
    ['an unknown version', unknown, 'thrown'],
    ['cut in the second generation', whole.subarray(0, 500_000), 'end'],
    ['damaged in the second generation', broken, 'end'],
    ['packed', gzipSync(whole), 'end'],
    ['packed and cut', gzipSync(whole).subarray(0, 300_000), 'end'],
    ['packed and damaged', damaged(gzipSync(whole)), 'end'],
    ['of Go before 1.22 and cut', v1.subarray(0, v1.length - 1000), 'thrown'],
  ])('%s', async (_, bytes, shows) => {
    expect(kinds(await expectSame(bytes))).toContain(shows)
  })

  it('a fault of the bytes that comes later does not hide one of the reader', async () => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('x'.repeat(5000)))
      throw new Error('the disk is gone')
    }
    const output = { trace: {}, issue: () => undefined }
    const options = { signal: never, thread: 'always' as const }
    const source = { ...sourceOf(new Uint8Array(0)), chunks: bytes() }
    await expect(readSource(source, 'gotrace', output, options)).rejects.toMatchObject({ code: 'gotrace/malformed' })
    expect(areGone()).toBe(true)
  })

  it('and one of the bytes is told where the reader has none', async () => {
    const part = synthetic({ generations: 2 }).subarray(0, 1_500_000)
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(part)
      throw new Error('the disk is gone')
    }
    let events = 0
    const trace: TraceSink = { events: ({ length }) => void (events += length) }
    const output = { trace, issue: () => undefined }
    const source = { ...sourceOf(new Uint8Array(0)), chunks: bytes() }
    const reading = readSource(source, 'gotrace', output, { signal: never, thread: 'always' })
    await expect(reading).rejects.toThrow('the disk is gone')
    expect(events).toBeGreaterThan(100_000)
    expect(areGone()).toBe(true)
  })
})

function damaged(bytes: Uint8Array): Uint8Array {
  bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 64)
  return bytes
}

describe('the thread', () => {
  const bytes = synthetic({ generations: 4, generationBytes: 1_000_000 })

  it.each([0, 1, 3, 20, 40])('is gone when the reading is cancelled after %s chunks', async (chunks) => {
    const cancel = new AbortController()
    let given = 0
    const trace: TraceSink = {
      begin() {
        if (chunks === 0) cancel.abort()
      },
      events() {
        given++
        if (given === chunks) cancel.abort()
      },
    }
    const output = { trace, issue: () => undefined }
    const reading = readSource(sourceOf(bytes), 'gotrace', output, { signal: cancel.signal, thread: 'always' })
    await expect(reading).rejects.toMatchObject({ code: 'job/cancelled' })
    expect(given).toBe(chunks)
    expect(threads).toHaveLength(1)
    expect(areGone()).toBe(true)
  })

  it('is gone when the reading is cancelled while nothing moves', async () => {
    const cancel = new AbortController()
    // A thread that says nothing: the reader waits for its buffers.
    const reader = new ThreadedTraceReader({ issue: () => undefined }, cancel.signal, new Turns(cancel.signal), () =>
      started('setInterval(() => {}, 1000)'),
    )
    const pushing = reader.push(new Uint8Array(8_000_000))
    setTimeout(() => cancel.abort(), 50)
    await expect(pushing).rejects.toMatchObject({ code: 'job/cancelled' })
    await reader.close()
    expect(areGone()).toBe(true)
  })

  it('ends the reading with a fault of its own when it dies', async () => {
    const dying = [
      () => started('process.exit(3)'),
      () => started('throw new TypeError("broken")'),
      () =>
        started('const all = []; for (;;) all.push(new Array(1e5).fill(all.length))', { maxOldGenerationSizeMb: 8 }),
    ]
    const messages: string[] = []
    for (const start of dying) {
      const reader = new ThreadedTraceReader({ issue: () => undefined }, never, new Turns(never), start)
      const finished = reader.push(bytes).then(() => reader.finish(() => undefined))
      await expect(finished).rejects.toMatchObject({ code: 'import/reader-died' })
      messages.push(await finished.then(String, (thrown: unknown) => (thrown as Error).message))
      await reader.close()
    }
    expect(messages[1]).toContain('broken')
    expect(messages[2]).toMatch(/memory/)
    expect(areGone()).toBe(true)
  })

  it('lets others have their turn between its chunks', async () => {
    let [sinceTurn, most, isOver] = [0, 0, false]
    const turn = (): void => {
      sinceTurn = 0
      if (!isOver) setImmediate(turn)
    }
    turn()
    const trace: TraceSink = {
      events() {
        most = Math.max(most, ++sinceTurn)
        // Longer than half of what is done between turns.
        for (const began = performance.now(); performance.now() - began < 12;);
      },
    }
    const output = { trace, issue: () => undefined }
    await readSource(sourceOf(bytes), 'gotrace', output, { signal: never, thread: 'always' })
    isOver = true
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(2)
  })

  it('ends with a sink that throws', async () => {
    const trace: TraceSink = {
      generationEnd() {
        throw new Error('the case is full')
      },
    }
    const output = { trace, issue: () => undefined }
    const reading = readSource(sourceOf(bytes), 'gotrace', output, { signal: never, thread: 'always' })
    await expect(reading).rejects.toThrow('the case is full')
    expect(areGone()).toBe(true)
  })
})

const started = (program: string, resourceLimits = {}): Worker => new Worker(program, { eval: true, resourceLimits })

describe('importing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-thread-'))
  const small = join(folder, 'small.trace')
  const large = join(folder, 'large.trace')
  writeFileSync(small, synthetic({ generations: 2, generationBytes: 500_000 }))
  writeFileSync(large, synthetic({ generations: 3, generationBytes: 3_000_000, seed: 2 }))
  const context = { signal: never, onProgress: () => undefined }

  /** Rows of what an import of both wrote. */
  async function imported(thread?: ThreadChoice) {
    const caseFile = CaseFile.create(join(mkdtempSync(join(folder, 'case-')), 'some.heapcase'))
    const entries = [large, small].map((file) => ({ file, path: file, kind: 'gotrace' as const }))
    const outcomes = await importSources(caseFile, entries, { context, ...(thread && { thread }) })
    expect(outcomes.map(({ error }) => error)).toEqual([null, null])
    const rows = outcomes.map(({ sourceId }) => {
      const { traces } = caseFile
      const id = sourceId as SourceId
      const blocks = (['events', 'goroutines', 'procs', 'goroutineRows', 'goroutineIds', 'stacks', 'frames'] as const)
        .map((kind) => [kind, traces.blocks(id, kind)] as const)
        .map(([kind, rows]) => [kind, rows.map((block) => plain(block))])
      return plain([traces.get(id), wholeTables(traces.tables(id)), blocks])
    })
    caseFile.close()
    return rows
  }

  it('gives the same rows either way, two traces after one another', async () => {
    const beside = await imported('always')
    expect(threads).toHaveLength(2)
    expect(areGone()).toBe(true)
    expect(beside).toEqual(await imported('never'))
    expect(threads).toHaveLength(2)
  })

  it('takes a thread for a large trace where there are cores, and none for a small one', async () => {
    await imported()
    expect(threads).toHaveLength(isThreadWanted('auto', 9_000_000) ? 1 : 0)
    expect(isThreadWanted('auto', 8 * 1024 * 1024 - 1)).toBe(false)
    expect(isThreadWanted('auto', undefined)).toBe(false)
    expect(isThreadWanted('always', undefined)).toBe(true)
    expect(isThreadWanted('never', 9_000_000_000)).toBe(false)
  })
})
