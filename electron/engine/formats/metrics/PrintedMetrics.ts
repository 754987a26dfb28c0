// runtime/metrics as the example of the package prints them, one per line, in the order of metrics.All:
//   /memory/classes/heap/objects:bytes: 898220
//   /sched/latencies:seconds: 0.000012
// Of a histogram the example prints a figure of its own making, the median bucket; such lines are counted and left out.
import type { IssueCounter } from '../IssueCounter.ts'
import { textOf } from '../logs/bytes.ts'
import type { WallTime } from '../logs/wallTime.ts'
import { isMetricName } from './runtimeMetrics.ts'

const SLASH = 0x2f
const MAX_LINE = 300
const LINE = /^(\/[^\s:]+:[^\s:]+): (-?\d[\d.]*(?:e[+-]?\d+)?)$/
/** One that every version prints, for recognition; behind what a collector puts before it. */
const TELLING = /(?:^|[ \t"])\/memory\/classes\/[\w/-]+:bytes: \d+(?:["\\]|\s*$)/m
const HISTOGRAM = /pauses|latencies|-by-size:/
/** Fewer lines are something else. */
const ENOUGH = 3
/** Lines of others that may stand between two of one set. */
const NEAR_LINES = 8

export const hasPrintedMetrics = (text: string): boolean => TELLING.test(text)

/** Takes one set, with the time of the line it begins in. */
export type MetricsSink = (metrics: Record<string, number>, time: WallTime | null) => void

/** Of the lines of one process. */
export class PrintedMetrics {
  private readonly issues: IssueCounter
  private readonly sink: MetricsSink
  private set = new Map<string, number>()
  private time: WallTime | null = null
  /** Lines of histograms in the set. */
  private histograms: number[] = []
  private lastLine = 0

  constructor(issues: IssueCounter, sink: MetricsSink) {
    this.issues = issues
    this.sink = sink
  }

  line(bytes: Uint8Array, from: number, to: number, line: number, timeOf: () => WallTime | null): void {
    if (bytes[from] !== SLASH || to - from > MAX_LINE) return
    const [, name = '', figure = ''] = LINE.exec(textOf(bytes, from, to).trimEnd()) ?? []
    if (!isMetricName(name)) return
    if (this.set.has(name) || line - this.lastLine > NEAR_LINES) this.end()
    this.lastLine = line
    if (this.set.size === 0) this.time = timeOf()
    this.set.set(name, Number(figure))
    if (HISTOGRAM.test(name)) this.histograms.push(line)
  }

  /** A set is complete: one of its names comes again, or other text. */
  end(): void {
    const { set, time, histograms } = this
    this.set = new Map()
    this.histograms = []
    if (set.size < ENOUGH) return
    for (const line of histograms)
      this.issues.note(
        'note',
        'metrics/printed-histogram',
        line,
        'A line tells of a histogram of runtime/metrics in one figure; it was left out.',
      )
    this.sink(Object.fromEntries([...set].filter(([name]) => !HISTOGRAM.test(name))), time)
  }
}
