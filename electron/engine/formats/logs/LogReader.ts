// Reads a text log with everything in it: one pass of the pipeline over all consumers, whose answers become one summary.
import type { WallPlacement } from '../../../../shared/records/index.ts'
import { IssueCounter } from '../IssueCounter.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import type { ConsumerSummary, LineConsumer } from './consumer.ts'
import { CONSUMERS } from './consumers.ts'
import { MOST_TURNED_BYTES } from './EntryOrder.ts'
import { LogPipeline } from './LogPipeline.ts'
import { wallTime } from './wallTime.ts'

export class LogReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly hints: ReaderHints
  private readonly issues = new IssueCounter()
  private readonly consumers: readonly LineConsumer[]
  private readonly pipeline: LogPipeline

  constructor(output: ReaderOutput, hints: ReaderHints = {}, mostTurned = MOST_TURNED_BYTES) {
    this.output = output
    this.hints = hints
    const year = (): number => this.pipeline.year
    this.consumers = CONSUMERS.map((create) => create({ output, issues: this.issues, hints, year }))
    this.pipeline = new LogPipeline(this.consumers, hints.lineOf, mostTurned)
  }

  /** First and last moment that the lines tell of, whatever they are. */
  private lineTimes(): ReadSummary['lineTimes'] {
    const { first, last, year } = this.pipeline
    const environment = { hints: this.hints, year: () => year }
    const from = first && wallTime(first, environment)
    const to = wallTime(last, environment)
    return from && to ? { firstMs: from.ms, lastMs: to.ms, errorMs: Math.max(from.errorMs, to.errorMs) } : null
  }

  push(chunk: Uint8Array): void {
    this.pipeline.push(chunk)
  }

  finish(): ReadSummary {
    this.pipeline.finish()
    const { splitter } = this.pipeline
    const summaries = this.consumers.map((consumer) => consumer.finish())
    this.issues.noteCutLines('log/long-line', splitter)
    for (const issue of this.issues.all()) this.output.issue(issue)
    const order = this.pipeline.orderIssue()
    if (order !== null) this.output.issue(order)
    const axis = summaries.find(({ seriesAxis }) => seriesAxis)?.seriesAxis
    return {
      counts: Object.assign(
        { lines: splitter.lines },
        ...summaries.map(({ counts }) => counts),
      ) as ReadSummary['counts'],
      variant: summaries.find(({ variant }) => variant)?.variant ?? null,
      lives: summaries.flatMap(({ lives }) => lives ?? []),
      placement: unionOf(summaries),
      records: summaries.reduce((sum, { records }) => sum + records, 0),
      lineTimes: this.lineTimes(),
      ...(axis && { seriesAxis: axis }),
    }
  }
}

/** The same with only those counts that there are, for sources that are no logs by their kind. */
export function withoutZeros(summary: ReadSummary): ReadSummary {
  return { ...summary, counts: Object.fromEntries(Object.entries(summary.counts).filter(([, count]) => count > 0)) }
}

/** From the first to the last moment that any kind of line tells of, with the largest error among them. */
function unionOf(summaries: readonly ConsumerSummary[]): WallPlacement | null {
  const all = summaries.flatMap(({ placement }) => placement ?? [])
  // What the file itself says of its time goes before its name and its date.
  const own = all.filter(({ basis }) => basis !== 'fileName' && basis !== 'modified')
  const placed = own.length > 0 ? own : all
  const [first] = placed
  if (first === undefined) return null
  return {
    startMs: Math.min(...placed.map(({ startMs }) => startMs)),
    endMs: Math.max(...placed.map(({ endMs }) => endMs)),
    errorMs: Math.max(...placed.map(({ errorMs }) => errorMs)),
    basis: first.basis,
  }
}
