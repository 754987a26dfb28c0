// Out-of-memory kills in any log: the kernel's lines go to OomConsumer. Of a log without any only the first bytes of each line
// are looked at.
import type { WallPlacement } from '../../../../shared/records/index.ts'
import { findByte, isDigit, literal, startsWith, textOf } from '../logs/bytes.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from '../logs/consumer.ts'
import { wallTime } from '../logs/wallTime.ts'
import type { OomRecord } from '../reader.ts'
import { kernelText } from './kernelText.ts'
import { OomConsumer } from './OomConsumer.ts'

const INVOKED = literal(' invoked oom-killer: ')
/** Names of tasks have up to 15 bytes. */
const NAME_BYTES = 16
const BEGINNINGS = ['Memory cgroup out of memory: ', 'Out of memory', 'oom-kill:constraint=', 'Killed process '].map(
  literal,
)
/** Words that stand in every line which can begin an event. */
const MARKS = ['oom-kill', 'ut of memory', 'Killed process ']

export class OomLines implements LineConsumer {
  private readonly environment: LogEnvironment
  private readonly oom: OomConsumer
  private processes = 0
  private placement: WallPlacement | null = null

  constructor(environment: LogEnvironment) {
    this.environment = environment
    this.oom = new OomConsumer((event) => this.event(event))
  }

  line(bytes: Uint8Array, from: number, to: number, context: LineContext): boolean {
    const { oom } = this
    if (oom.isIdle && !mayBegin(bytes, from, to)) return false
    const { text, uptimeSeconds } = kernelText(textOf(bytes, from, to))
    if (oom.isIdle && !MARKS.some((mark) => text.includes(mark))) return false
    const time = wallTime(context, this.environment)
    return oom.line(text, {
      line: context.line,
      atMs: time?.ms ?? null,
      errorMs: time?.errorMs ?? null,
      uptimeSeconds: Number.isNaN(context.bootSeconds) ? uptimeSeconds : Math.round(context.bootSeconds * 1e6) / 1e6,
    })
  }

  finish(): ConsumerSummary {
    this.oom.finish()
    const { events } = this.oom
    return {
      counts: events === 0 ? {} : { oom_events: events, processes: this.processes },
      records: events,
      variant: events === 0 ? null : 'oom-killer',
      placement: this.placement,
    }
  }

  private event(event: OomRecord): void {
    const { atMs, errorMs } = event
    this.processes += event.processes.length
    if (atMs !== null)
      this.placement = {
        startMs: Math.min(this.placement?.startMs ?? atMs, atMs),
        endMs: Math.max(this.placement?.endMs ?? atMs, atMs),
        errorMs: Math.max(this.placement?.errorMs ?? 0, errorMs ?? 0),
        basis: 'logPrefix',
      }
    this.environment.output.oomEvent?.(event)
  }
}

/** Whether a line can begin an event, or has something of the kernel before it that kernelText takes off. */
function mayBegin(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from]
  if (first === undefined || to - from < 16) return false
  if (first === 0x4d || first === 0x4f || first === 0x6f || first === 0x4b)
    for (const beginning of BEGINNINGS) if (startsWith(bytes, from, to, beginning)) return true
  // `<4>`, `[`, `kernel: `, `6,1234,`
  if (first === 0x3c || first === 0x5b || first === 0x6b || isDigit(first)) return true
  for (let at = findByte(bytes, 0x20, from, Math.min(to, from + NAME_BYTES)); at > 0;) {
    if (startsWith(bytes, at, to, INVOKED)) return true
    at = findByte(bytes, 0x20, at + 1, Math.min(to, from + NAME_BYTES))
  }
  return false
}
