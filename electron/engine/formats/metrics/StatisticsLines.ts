// MemStats and expvar as JSON in a text log: behind text in a line (`memstats: {"Alloc":…}`), or over the lines that follow one; MemStats
// also as `%+v` prints it. Each object is read where it stands. No line is taken: what stands around an object stays what it is for the others.
import { counted } from '../../../../shared/lib/counted.ts'
import { isObject } from '../../../../shared/lib/isObject.ts'
import { CHANNELS, FROM_STDOUT, IN_JSON } from '../logs/channels.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from '../logs/consumer.ts'
import { JsonRecords } from './JsonRecords.ts'
import { parseJson } from './JsonSplitter.ts'
import { ObjectLines, type ObjectStart } from './ObjectLines.ts'
import { ScrapePlacer } from './ScrapePlacer.ts'
import { SeriesTable } from './SeriesTable.ts'

/** Lines of one process come through one channel of a collector, whatever a log package puts before some of them. */
const COLLECTED = IN_JSON | FROM_STDOUT
/** Processes whose lines are followed at a time. */
const MAX_STREAMS = 256

/** What is read, made where the first object is. */
interface Read {
  table: SeriesTable
  placer: ScrapePlacer
  records: JsonRecords
}

export class StatisticsLines implements LineConsumer {
  private readonly environment: LogEnvironment
  private readonly streams = new Map<number, ObjectLines>()
  /** The stream that was last: most files have one. */
  private lines: ObjectLines | null = null
  private key = Number.NaN
  private read: Read | null = null
  /** Time of the object at hand. */
  private time: ObjectStart['time'] = null
  private broken = 0
  private firstBrokenLine = 0

  constructor(environment: LogEnvironment) {
    this.environment = environment
  }

  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const key = context.stream * CHANNELS + (context.channel & COLLECTED)
    if (key !== this.key) this.turnTo(key)
    this.lines?.line(bytes, from, to, context)
    return false
  }

  private turnTo(key: number): void {
    this.key = key
    this.lines = this.streams.get(key) ?? this.follow(key)
  }

  /** Of too many processes the one that came first is not followed any more. */
  private follow(key: number): ObjectLines {
    const [oldest] = this.streams
    if (oldest !== undefined && this.streams.size === MAX_STREAMS) {
      oldest[1].finish()
      this.streams.delete(oldest[0])
    }
    const lines = new ObjectLines(this.environment, (text, start) => this.object(text, start))
    this.streams.set(key, lines)
    return lines
  }

  private object(text: string | null, { line, time }: ObjectStart): void {
    const value = text === null ? undefined : parseJson(text)
    if (isObject(value)) {
      this.time = time
      this.read ??= this.start()
      this.read.records.read(value)
      return
    }
    this.broken++
    if (this.firstBrokenLine === 0) this.firstBrokenLine = line
  }

  private start(): Read {
    const { output, hints } = this.environment
    const table = new SeriesTable(output)
    const placer = new ScrapePlacer(table, output, { ...hints, lineTime: () => this.time })
    return { table, placer, records: new JsonRecords(table, placer) }
  }

  finish(): ConsumerSummary {
    for (const lines of this.streams.values()) lines.finish()
    const { read, broken, firstBrokenLine } = this
    if (broken > 0)
      this.environment.output.issue({
        severity: 'dataLoss',
        code: 'metrics/broken-json',
        message: `${counted(broken, 'object of statistics in the text is', 'objects of statistics in the text are')} cut or damaged and ${broken === 1 ? 'was' : 'were'} left out; the first begins in line ${firstBrokenLine}.`,
        at: { line: firstBrokenLine },
        count: broken,
      })
    if (read === null || read.records.snapshots === 0) return { counts: {}, records: 0 }
    const { placement, axis } = read.placer.finish()
    read.table.finish()
    const { points, definitions } = read.table
    return {
      counts: { series: definitions.length, points, ...read.records.counts() },
      records: points,
      variant: read.records.variant,
      placement,
      seriesAxis: axis,
    }
  }
}
