// Out-of-memory kills in any log: the kernel's lines go to OomConsumer, from one that can begin a kill on. Whatever stands before
// its words, kernelText takes off what it knows.
import type { WallPlacement } from '../../../../shared/records/index.ts'
import { textOf } from '../logs/bytes.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from '../logs/consumer.ts'
import { wallTime } from '../logs/wallTime.ts'
import type { OomRecord } from '../reader.ts'
import { hasKernelMark } from './kernelMarks.ts'
import { kernelText, messagesIn } from './kernelText.ts'
import { OomConsumer } from './OomConsumer.ts'

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
    if (oom.isIdle && !hasKernelMark(bytes, from, to)) return false
    let isPart = false
    for (const message of messagesIn(textOf(bytes, from, to))) {
      const { text, uptimeSeconds, time } = kernelText(message)
      const at = wallTime(Number.isNaN(context.wallMs) && time ? time : context, this.environment)
      const isRead = oom.line(text, {
        line: context.line,
        atMs: at?.ms ?? null,
        errorMs: at?.errorMs ?? null,
        uptimeSeconds: Number.isNaN(context.bootSeconds) ? uptimeSeconds : Math.round(context.bootSeconds * 1e6) / 1e6,
      })
      isPart ||= isRead
    }
    return isPart
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
