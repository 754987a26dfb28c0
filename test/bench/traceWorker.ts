// One measurement of an execution trace in a process of its own: `traceWorker.ts what file [case]` prints it as JSON; bundled (bundle.ts). CPU time is that of the
// work, memory that of the whole process.
import { openSync, readSync, statSync } from 'node:fs'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { createReader } from '../../electron/engine/formats/index.ts'
import { isCancelled } from '../../electron/engine/jobs/context.ts'
import { importSources } from '../../electron/engine/jobs/importSources.ts'
import { previewSources } from '../../electron/engine/jobs/previewSources.ts'
import { traceOverview } from '../../electron/engine/jobs/trace/overview.ts'
import { traceEvents, tracePixels } from '../../electron/engine/jobs/trace/timeline.ts'
import { TraceView } from '../../electron/engine/jobs/trace/TraceView.ts'
import type { ThreadChoice } from '../../electron/engine/jobs/traceThread/startThread.ts'
import { askLongTrace } from './traceQuestions.ts'
import { freeBytes } from '../../shared/lib/freeBytes.ts'
import type { JobProgress } from '../../shared/contract/appCalls.ts'
import type { SourceId } from '../../shared/records/index.ts'

const [what = '', path = '', casePath = ''] = process.argv.slice(2)
/** `never` measures without the thread that reads beside. */
const thread = (process.env['HEAPCASE_BENCH_THREAD'] ?? 'auto') as ThreadChoice
const SOURCE = 1 as SourceId
const TRACKS = 40
const PIXELS = 1920
const WINDOW_EVENTS = 200_000
const WINDOWS = 400
/** A process that has a case open has answered before. */
const WARM_UP = 10

const cpuS = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
const quiet = { signal: new AbortController().signal, onProgress: () => undefined }

/** Decode, order, validate; and the yardstick: the sum of the same bytes. */
function read(): object {
  const chunk = new Uint8Array(1 << 20)
  const pieces = function* (): Generator<Uint8Array> {
    const file = openSync(path, 'r')
    for (;;) {
      const length = readSync(file, chunk)
      if (length === 0) return
      yield chunk.subarray(0, length)
    }
  }
  const before = cpuS()
  let events = 0
  const reader = createReader('gotrace', {
    issue: () => undefined,
    trace: { events: (columns) => void (events += columns.length) },
  })
  for (const piece of pieces()) reader.push(piece)
  reader.finish()
  const taken = cpuS() - before
  const mib = peakMib()
  const summed = cpuS()
  let sum = 0
  for (const piece of pieces()) for (let at = 0; at < piece.length; at++) sum += piece[at] as number
  return { cpuS: taken, events, mib, sumS: cpuS() - summed, sum }
}

const peakMib = (): number => process.resourceUsage().maxRSS / 1024

async function importAll(): Promise<object> {
  const before = cpuS()
  const [began, caseFile] = [performance.now(), CaseFile.create(casePath)]
  const [outcome] = await importSources(caseFile, [{ file: path, path: 'bench.trace', kind: 'gotrace' }], {
    context: quiet,
    thread,
  })
  if (outcome?.error) throw new Error(outcome.error.message)
  const { events, goroutines } = caseFile.traces.get(SOURCE) ?? { events: 0, goroutines: 0 }
  caseFile.close()
  const wallS = (performance.now() - began) / 1000
  return { cpuS: cpuS() - before, wallS, events, goroutines, mib: peakMib(), caseBytes: statSync(casePath).size }
}

/** What the data of a reopening take: what is said of the trace first, and all of it drawn on the first tracks. */
function reopen(): object {
  const before = cpuS()
  const caseFile = CaseFile.open(casePath, { mode: 'readOnly' })
  const view = new TraceView(caseFile.traces, SOURCE)
  const range = { fromNs: view.startNs, toNs: view.endNs, pixels: PIXELS }
  const { figures } = traceOverview(view, { name: '', path: '' })
  const procs = Array.from({ length: view.summary.procs }, (_, slot) => slot + 1)
  const goroutines = Array.from({ length: TRACKS }, (_, slot) => slot + 1)
  tracePixels(view, 'procs', procs.slice(0, TRACKS), range)
  tracePixels(view, 'goroutines', goroutines, range)
  return { cpuMs: (cpuS() - before) * 1000, goroutines: figures?.goroutinesCreated ?? 0, mib: peakMib() }
}

/** Windows of so many events anywhere, each from where a look before left the case. */
function windows(): object {
  const caseFile = CaseFile.open(casePath, { mode: 'readOnly' })
  const view = new TraceView(caseFile.traces, SOURCE)
  const blocks = caseFile.traces.blocks(SOURCE, 'events')
  const times: number[] = []
  const walls: number[] = []
  for (let run = -WARM_UP; run < WINDOWS; run++) {
    // From the begin of a block to where, in one behind it, so many events have come.
    const at = Math.floor(((blocks.length - 20) * Math.abs(run)) / WINDOWS)
    const fromNs = blocks[at]?.firstKey ?? 0
    let toNs = fromNs
    for (let block = at, left = WINDOW_EVENTS; left > 0 && block < blocks.length; block++) {
      const { firstKey, lastKey, rows } = blocks[block] as (typeof blocks)[number]
      toNs = firstKey + (lastKey - firstKey) * Math.min(1, left / rows)
      left -= rows
    }
    const [began, cpu] = [performance.now(), cpuS()]
    // As the application does when it has sent them.
    freeBytes(traceEvents(view, { fromNs, toNs, limit: 1_000_000 }).bytes)
    if (run < 0) continue
    times.push((cpuS() - cpu) * 1000)
    walls.push(performance.now() - began)
  }
  const of = (values: number[], share: number) => values.sort((a, b) => a - b)[Math.floor(values.length * share)]
  return { p50: of(times, 0.5), p99: of(times, 0.99), wall50: of(walls, 0.5), wall99: of(walls, 0.99) }
}

/** Cancels at several moments, and how long that took; and the longest time without a sign of progress. */
async function cancel(): Promise<object> {
  const delays: number[] = []
  const gaps: number[] = []
  for (const after of [150, 400, 900, 1600, 2500]) {
    const caseFile = CaseFile.create(`${casePath}-${after}`)
    const abort = new AbortController()
    let told = performance.now()
    const due = told + after
    setTimeout(() => abort.abort(), after)
    const onProgress = (): void => {
      gaps.push(performance.now() - told)
      told = performance.now()
    }
    try {
      await importSources(caseFile, [{ file: path, path: 'bench.trace', kind: 'gotrace' }], {
        context: { signal: abort.signal, onProgress },
        thread,
      })
    } catch (thrown) {
      if (!isCancelled(thrown)) throw thrown
      delays.push(performance.now() - due)
    }
    caseFile.close()
  }
  return {
    longestMs: Math.max(...delays),
    gapMs: Math.max(...gaps),
    cancelled: delays.length,
    stepCpuMs: await longestStep(),
  }
}

/** CPU milliseconds between two turns of others, at most. */
async function longestStep(): Promise<number> {
  const caseFile = CaseFile.create(`${casePath}-whole`)
  let [before, longest, isOver] = [cpuS(), 0, false]
  const turn = (): void => {
    const now = cpuS()
    longest = Math.max(longest, now - before)
    before = now
    if (!isOver) setImmediate(turn)
  }
  turn()
  await importSources(caseFile, [{ file: path, path: 'bench.trace', kind: 'gotrace' }], { context: quiet, thread })
  isOver = true
  turn()
  caseFile.close()
  return longest * 1000
}

/** From a chosen file to the first counts of it, and to what its first generation shows. */
async function first(): Promise<object> {
  const [began, before] = [performance.now(), cpuS()]
  const caseFile = CaseFile.create(casePath)
  const abort = new AbortController()
  let [shownMs, firstMs, firstCpuMs] = [Number.NaN, Number.NaN, Number.NaN]
  const onProgress = ({ trace }: JobProgress): void => {
    if (Number.isNaN(shownMs) && (trace?.events ?? 0) > 0) shownMs = performance.now() - began
    if (trace === undefined || trace.first === null || abort.signal.aborted) return
    firstMs = performance.now() - began
    firstCpuMs = (cpuS() - before) * 1000
    abort.abort()
  }
  const context = { signal: abort.signal, onProgress }
  await importSources(caseFile, [{ file: path, path: 'bench.trace', kind: 'gotrace' }], { context, thread }).catch(
    (thrown: unknown) => {
      if (!isCancelled(thrown)) throw thrown
    },
  )
  caseFile.close()
  return { shownMs, firstMs, firstCpuMs }
}

async function preview(): Promise<object> {
  const began = performance.now()
  const entries = await previewSources([path], { caseFile: null, context: quiet })
  return { ms: performance.now() - began, entries: entries.length }
}

function questions(): object {
  const caseFile = CaseFile.open(casePath, { mode: 'readOnly' })
  return { ...askLongTrace(caseFile, SOURCE), mib: peakMib() }
}

const ways: Readonly<Record<string, () => object | Promise<object>>> = {
  read,
  import: importAll,
  reopen,
  windows,
  cancel,
  first,
  preview,
  questions,
}
console.log(JSON.stringify(await ways[what]?.()))
