// What a goroutine's time between two instants went to. Where it waited and another goroutine ended the wait, what that one did meanwhile
// stands in its place, and so on: the pieces follow each other without gap, so they add up to the whole.
import type { TracePath, TracePathStep } from '../../../../shared/contract/traceCalls.ts'
import { GoState, IntervalFlag } from '../../../../shared/records/index.ts'
import { goroutineStates } from './intervals.ts'
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

  /** Everything of a goroutine from `fromNs` to `toNs`; a block that was read is a step. */
  *explain(goroutine: number, fromNs: number, toNs: number, depth: number): Generator<void, void> {
    if (this.cutNs !== null || toNs <= fromNs) return
    this.looks++
    let now = fromNs
    for (const states of goroutineStates(this.view, goroutine, { fromNs, toNs })) {
      yield
      for (const of of states) {
        if (of.endNs <= fromNs || of.startNs >= toNs) continue
        if (of.startNs > now) yield* this.before(goroutine, of, now, of.startNs, depth)
        const [from, until] = [Math.max(now, of.startNs), Math.min(toNs, of.endNs)]
        if (this.isEnded(goroutine, of) && this.mayFollow(depth)) yield* this.explain(of.waker, from, until, depth + 1)
        else this.step(goroutine, of, from, until, depth)
        now = until
        if (this.cutNs !== null) return
      }
    }
    if (now < toNs) this.step(goroutine, null, now, toNs, depth)
  }

  /** The time before a goroutine was there: what its creator did. */
  private *before(
    goroutine: number,
    first: Interval,
    fromNs: number,
    toNs: number,
    depth: number,
  ): Generator<void, void> {
    const isCreated = (first.flags & IntervalFlag.Created) !== 0 && first.waker !== 0
    if (isCreated && this.mayFollow(depth)) yield* this.explain(first.waker, fromNs, toNs, depth + 1)
    else this.step(goroutine, null, fromNs, toNs, depth)
  }

  /** It waited, and another goroutine ended that. */
  private isEnded(goroutine: number, { state, waker }: Interval): boolean {
    return state === GoState.waiting && waker !== 0 && waker !== goroutine
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

/** In steps: a second's work of a long trace. */
export function* tracePath(
  view: TraceView,
  goroutine: number,
  fromNs: number,
  toNs: number,
): Generator<void, TracePath> {
  const walk = new Walk(view)
  yield* walk.explain(goroutine, Math.max(fromNs, view.startNs), Math.min(toNs, view.endNs), 0)
  const { steps, total, cutNs, unfollowed } = walk
  const summary = [...walk.sums.values()].sort((a, b) => b.totalNs - a.totalNs)
  return { steps, total, summary, cutNs, unfollowed }
}
