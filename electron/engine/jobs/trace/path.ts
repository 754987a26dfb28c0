// What a goroutine's time between two instants went to. Where it waited and another goroutine ended the wait, what that one did meanwhile
// stands in its place, and so on: the pieces follow each other without gap, so they add up to the whole.
import type { TracePath, TracePathStep } from '../../../../shared/contract/traceCalls.ts'
import { GoState, IntervalFlag } from '../../../../shared/records/index.ts'
import { goroutineIntervals } from './intervals.ts'
import type { Interval } from './intervals.ts'
import { STATE_NAMES } from './TraceView.ts'
import type { TraceView } from './TraceView.ts'

/** Steps that are given out, and that are walked. */
const KEPT_STEPS = 20_000
const MAX_STEPS = 1_000_000
const MAX_DEPTH = 24
/** Goroutines looked at: each may have to be read from the case. */
const MAX_LOOKS = 20_000

class Walk {
  readonly steps: TracePathStep[] = []
  readonly sums = new Map<string, TracePath['summary'][number]>()
  total = 0
  unfollowed = 0
  cutNs: number | null = null
  private looks = 0
  private readonly view: TraceView

  constructor(view: TraceView) {
    this.view = view
  }

  /** Everything of a goroutine from `fromNs` to `toNs`. */
  explain(goroutine: number, fromNs: number, toNs: number, depth: number): void {
    if (this.cutNs !== null || toNs <= fromNs) return
    this.looks++
    let now = fromNs
    const take = (of: Readonly<Interval>): boolean => {
      if (of.endNs <= fromNs || of.startNs >= toNs) return true
      if (of.startNs > now) this.before(goroutine, of, now, of.startNs, depth)
      const until = Math.min(toNs, of.endNs)
      this.state(goroutine, of, Math.max(now, of.startNs), until, depth)
      now = until
      return this.cutNs === null
    }
    goroutineIntervals(this.view, goroutine, take, { fromNs, toNs })
    if (this.cutNs === null && now < toNs) this.step(goroutine, null, now, toNs, depth)
  }

  /** The time before a goroutine was there: what its creator did. */
  private before(goroutine: number, first: Interval, fromNs: number, toNs: number, depth: number): void {
    const isCreated = (first.flags & IntervalFlag.Created) !== 0 && first.waker !== 0
    if (isCreated && this.mayFollow(depth)) this.explain(first.waker, fromNs, toNs, depth + 1)
    else this.step(goroutine, null, fromNs, toNs, depth)
  }

  private state(goroutine: number, of: Interval, fromNs: number, toNs: number, depth: number): void {
    const isEnded = of.state === GoState.waiting && of.waker !== 0 && of.waker !== goroutine
    if (isEnded && this.mayFollow(depth)) this.explain(of.waker, fromNs, toNs, depth + 1)
    else this.step(goroutine, of, fromNs, toNs, depth)
  }

  private mayFollow(depth: number): boolean {
    if (depth < MAX_DEPTH && this.looks < MAX_LOOKS) return true
    this.unfollowed++
    return false
  }

  private step(goroutine: number, of: Interval | null, fromNs: number, toNs: number, depth: number): void {
    if (toNs <= fromNs) return
    if (this.total >= MAX_STEPS) {
      this.cutNs ??= fromNs
      return
    }
    this.total++
    const { view } = this
    const name = view.goroutineName(goroutine)
    const state = of === null ? 'unknown' : (STATE_NAMES[of.state] ?? '')
    const reason = view.tables.strings[of?.reason ?? 0] ?? ''
    this.sum(name, state, of?.state === GoState.waiting ? reason : '', toNs - fromNs)
    if (this.steps.length >= KEPT_STEPS) return
    const whole = of === null ? 0 : of.endNs - of.startNs
    this.steps.push({
      fromNs,
      toNs,
      goroutine,
      id: view.goroutineId(goroutine),
      name,
      depth,
      state,
      reason,
      place: view.place(of?.stack ?? 0),
      stack: of?.stack ?? 0,
      // Of a part of a state an even share: where in it the world stood is not kept.
      stwNs: of !== null && whole > 0 ? of.stwNs * ((toNs - fromNs) / whole) : 0,
    })
  }

  private sum(name: string, state: string, reason: string, ns: number): void {
    const key = `${name}\0${state}\0${reason}`
    const sum = this.sums.get(key) ?? { name, state, reason, totalNs: 0, steps: 0 }
    sum.totalNs += ns
    sum.steps++
    this.sums.set(key, sum)
  }
}

export function tracePath(view: TraceView, goroutine: number, fromNs: number, toNs: number): TracePath {
  const walk = new Walk(view)
  walk.explain(goroutine, Math.max(fromNs, view.startNs), Math.min(toNs, view.endNs), 0)
  const { steps, total, cutNs, unfollowed } = walk
  const summary = [...walk.sums.values()].sort((a, b) => b.totalNs - a.totalNs)
  return { steps, total, summary, cutNs, unfollowed }
}
