// How well a trace shows its goroutines, from their groups: asked first of every trace, of which some have millions of goroutines.
import type { GroupRow } from '../../../../shared/records/index.ts'

export interface GoroutineQuality {
  /** Goroutines of which no stack is shown. */
  unnamed: number
  /** Not created in the trace. */
  fromBefore: number
  /** In no state that the trace tells, all together. */
  undeterminedNs: number
}

export function goroutineQuality(
  groups: readonly Pick<GroupRow, 'function' | 'goroutines' | 'created'>[],
  undeterminedNs: number,
): GoroutineQuality {
  const [unnamed, all, created] = groups.reduce(
    ([none, sum, made], group) => [
      none + (group.function === 0 ? group.goroutines : 0),
      sum + group.goroutines,
      made + group.created,
    ],
    [0, 0, 0] as [number, number, number],
  )
  return { unnamed, fromBefore: all - created, undeterminedNs }
}
