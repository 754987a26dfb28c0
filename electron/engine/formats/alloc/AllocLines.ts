// Allocation events that stand in a log between other lines: `ALERT: nextOverflow …` of patched runtimes, blocks of
// GODEBUG=allocfreetrace=1, `mallocgc …` of a probe. A file that is nothing but events is read by readAllocEvents.ts.
import { literal, startsWith, textOf } from '../logs/bytes.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from '../logs/consumer.ts'
import { wallTime } from '../logs/wallTime.ts'
import { AllocCollector } from './AllocCollector.ts'
import { alertEvent, keyValueEvent } from './eventLine.ts'
import type { AllocEvent } from './eventLine.ts'
import type { EventTime } from './eventTime.ts'
import { FreeTrace } from './freeTrace.ts'

const ALERT = literal('ALERT:')
const TRACE = literal('trace')
const MALLOCGC = literal('mallocgc ')
const MAX_TEXT = 16 * 1024

export class AllocLines implements LineConsumer {
  private readonly environment: LogEnvironment
  private readonly collector: AllocCollector
  private readonly freeTrace: FreeTrace
  private isInBlock = false
  /** Time of the block's first line. */
  private blockTime: EventTime | null = null

  constructor(environment: LogEnvironment) {
    this.environment = environment
    this.collector = new AllocCollector(environment.output, environment.issues)
    this.freeTrace = new FreeTrace((event, line) => {
      this.collector.add({ ...event, time: this.blockTime }, line, 'allocfreetrace')
    })
  }

  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const first = bytes[from]
    if (first === TRACE[0] || this.isInBlock) {
      if (this.isInBlock || startsWith(bytes, from, to, TRACE)) {
        const text = textOf(bytes, from, Math.min(to, from + MAX_TEXT))
        if (first === TRACE[0]) this.freeTrace.end()
        const isTaken = this.freeTrace.take(text, context.line)
        if (isTaken && first === TRACE[0]) this.blockTime = this.timeOf(context)
        this.isInBlock = isTaken && text !== ''
        if (isTaken) return true
      }
      return false
    }
    if (first === ALERT[0] && startsWith(bytes, from, to, ALERT))
      return this.take(alertEvent(textOf(bytes, from, Math.min(to, from + MAX_TEXT))), context, 'alerts')
    if (first === MALLOCGC[0] && startsWith(bytes, from, to, MALLOCGC))
      return this.take(keyValueEvent(textOf(bytes, from, Math.min(to, from + MAX_TEXT))), context, 'keyValue')
    return false
  }

  private take(event: AllocEvent | null, context: LineContext, form: 'alerts' | 'keyValue'): boolean {
    if (event === null) return false
    this.collector.add({ ...event, time: event.time ?? this.timeOf(context) }, context.line, form)
    return true
  }

  private timeOf(context: LineContext): EventTime | null {
    // Without a year the moment is known only at the end of the file, which is late for a clock.
    const wall = context.hasYear ? wallTime(context, this.environment) : null
    return wall && { isWall: true, ms: Math.floor(wall.ms), ns: Math.round((wall.ms % 1) * 1e6) }
  }

  finish(): ConsumerSummary {
    this.freeTrace.end()
    const summary = this.collector.finish()
    if (summary === null) return { counts: {}, records: 0 }
    const { counts, records, placement } = summary
    return { counts, records, placement }
  }
}
