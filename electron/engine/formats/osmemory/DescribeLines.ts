// What `kubectl describe pod` says, inside any log: its lines go to DescribeConsumer from one that can begin a description on,
// until a long stretch of lines is something else.
import type { WallPlacement } from '../../../../shared/records/index.ts'
import { literal, startsWith, textOf } from '../logs/bytes.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from '../logs/consumer.ts'
import type { ContainerRecord } from '../reader.ts'
import { DescribeConsumer } from './DescribeConsumer.ts'

/** Lines of something else, after which a description is over; events of a pod may stand between. */
const PATIENCE = 200
/** Kubernetes writes whole seconds. */
const ERROR_MS = 500
const SPACE = 0x20
const NAME = literal('Name:  ')
const STATES = ['State:  ', 'Last State:  '].map(literal)

export class DescribeLines implements LineConsumer {
  private readonly environment: LogEnvironment
  private readonly describe: DescribeConsumer
  private isActive = false
  private idle = 0
  private placement: WallPlacement | null = null

  constructor(environment: LogEnvironment) {
    this.environment = environment
    this.describe = new DescribeConsumer((container) => this.container(container))
  }

  line(bytes: Uint8Array, from: number, to: number, { line }: LineContext): boolean {
    if (!this.isActive) {
      if (!mayBegin(bytes, from, to)) return false
      this.isActive = true
      this.idle = 0
    }
    const isPart = this.describe.line(textOf(bytes, from, to), line)
    if (isPart) this.idle = 0
    else if (++this.idle > PATIENCE) {
      this.describe.end()
      this.isActive = false
    }
    return isPart
  }

  finish(): ConsumerSummary {
    this.describe.end()
    const { containers, pods } = this.describe
    return {
      counts: containers === 0 ? {} : { pods, containers },
      records: containers,
      variant: containers === 0 ? null : 'pod',
      placement: this.placement,
    }
  }

  private container(container: ContainerRecord): void {
    this.placement = coverTimes(this.placement, container)
    this.environment.output.containerState?.(container)
  }
}

/** A description's first line, or that of an excerpt. */
function mayBegin(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from]
  if (first === 0x4e) return startsWith(bytes, from, to, NAME)
  if (first !== SPACE && first !== 0x53 && first !== 0x4c) return false
  let at = from
  while (at < from + 4 && bytes[at] === SPACE) at++
  return STATES.some((state) => startsWith(bytes, at, to, state))
}

/** From the first to the last time of any container. */
export function coverTimes(placement: WallPlacement | null, container: ContainerRecord): WallPlacement | null {
  const times = [container.startedMs, container.finishedMs, container.lastStartedMs, container.lastFinishedMs].filter(
    (atMs) => atMs !== null,
  )
  if (times.length === 0) return placement
  return {
    startMs: Math.min(placement?.startMs ?? Number.POSITIVE_INFINITY, ...times),
    endMs: Math.max(placement?.endMs ?? Number.NEGATIVE_INFINITY, ...times),
    errorMs: ERROR_MS,
    basis: 'inData',
  }
}
