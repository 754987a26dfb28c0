// MemStats and expvar as JSON in a text log: behind text in a line (`memstats: {"Alloc":…}`), or over the lines that follow one; MemStats
// also as `%+v` prints it, and runtime/metrics line by line. Each object is read where it stands. No line is taken: what stands around an
// object stays what it is for the others.
import { counted } from '../../../../shared/lib/counted.ts'
import { isObject } from '../../../../shared/lib/isObject.ts'
import { CHANNELS, FROM_STDOUT, IN_JSON } from '../logs/channels.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from '../logs/consumer.ts'
import { textOf } from '../logs/bytes.ts'
import type { Span } from '../logs/unwrapped.ts'
import { wallTime } from '../logs/wallTime.ts'
import { fieldFigures, fieldObjects } from './fieldObjects.ts'
import { JsonRecords } from './JsonRecords.ts'
import { parseJson, type JsonObject } from './JsonSplitter.ts'
import { ObjectLines, type ObjectStart } from './ObjectLines.ts'
import { figuresIn } from './printedFigures.ts'
import { PrintedMetrics } from './PrintedMetrics.ts'
import { ScrapePlacer } from './ScrapePlacer.ts'
import { SeriesTable } from './SeriesTable.ts'

/** Lines of one process come through one channel of a collector, whatever a log package puts before some of them. */
const COLLECTED = IN_JSON | FROM_STDOUT
const OPEN_BRACE = 0x7b
/** Processes whose lines are followed at a time. */
const MAX_STREAMS = 256

/** What is read, made where the first object is. */
interface Read {
  table: SeriesTable
  placer: ScrapePlacer
  records: JsonRecords
}

/** Lines of one process. */
interface Stream {
  objects: ObjectLines
  metrics: PrintedMetrics
}

function finishStream({ objects, metrics }: Stream): void {
  objects.finish()
  metrics.end()
}

export class StatisticsLines implements LineConsumer {
  private readonly environment: LogEnvironment
  private readonly streams = new Map<number, Stream>()
  /** The stream that was last: most files have one. */
  private stream: Stream | null = null
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
    if (context.fields !== null) this.fields(context.fields, context)
    const isObject = this.stream?.objects.line(bytes, from, to, context) ?? false
    if (!isObject && context.fields === null) this.figures(figuresIn(bytes, from, to), context)
    this.stream?.metrics.line(bytes, from, to, context.line, () => wallTime(context, this.environment))
    return false
  }

  private turnTo(key: number): void {
    this.key = key
    this.stream = this.streams.get(key) ?? this.follow(key)
  }

  /** Of too many processes the one that came first is not followed any more. */
  private follow(key: number): Stream {
    const [oldest] = this.streams
    if (oldest !== undefined && this.streams.size === MAX_STREAMS) {
      finishStream(oldest[1])
      this.streams.delete(oldest[0])
    }
    const { environment } = this
    const stream = {
      objects: new ObjectLines(environment, (text, start) => this.object(text, start)),
      metrics: new PrintedMetrics(environment.issues, (metrics, time) => this.record(metrics, time)),
    }
    this.streams.set(key, stream)
    return stream
  }

  /** An object, or keys and values, with a message and statistics beside it. */
  private fields({ bytes, from, to }: Span, context: LineContext): void {
    const line = textOf(bytes, from, to)
    const objects = fieldObjects(line)
    for (const object of objects) this.record(object, wallTime(context, this.environment))
    if (objects.length > 0) return
    this.figures(bytes[from] === OPEN_BRACE ? fieldFigures(line) : figuresIn(bytes, from, to), context)
  }

  private figures(figures: ReturnType<typeof figuresIn>, context: LineContext): void {
    if (figures === null) return
    const { issues } = this.environment
    const { line } = context
    if (figures === 'ambiguous') {
      const message =
        'Figures of memory are printed in a unit that may be a power of 1000 or of 1024 (MB, M); they were left out.'
      issues.note('dataLoss', 'metrics/ambiguous-unit', line, message)
      return
    }
    if (figures.precision > 1) {
      const message = `Figures of memory were printed rounded, to ${figures.precision} bytes at the first; they are no more exact than that.`
      issues.note('note', 'metrics/rounded', line, message)
    }
    this.time = wallTime(context, this.environment)
    this.read ??= this.start()
    this.read.records.figures(figures.record)
  }

  private object(text: string | null, { line, time }: ObjectStart): void {
    const value = text === null ? undefined : parseJson(text)
    if (isObject(value)) {
      this.record(value, time)
      return
    }
    this.broken++
    if (this.firstBrokenLine === 0) this.firstBrokenLine = line
  }

  private record(value: JsonObject, time: ObjectStart['time']): void {
    this.time = time
    this.read ??= this.start()
    this.read.records.read(value)
  }

  private start(): Read {
    const { output, hints } = this.environment
    const table = new SeriesTable(output)
    const placer = new ScrapePlacer(table, output, { ...hints, lineTime: () => this.time })
    return { table, placer, records: new JsonRecords(table, placer) }
  }

  finish(): ConsumerSummary {
    for (const stream of this.streams.values()) finishStream(stream)
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
