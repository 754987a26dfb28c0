import { computed, type ComputedRef } from 'vue'
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { GcCycle, TimeRange } from '../../../shared/records/index.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { useSelectionStore } from '../../stores/selection.ts'
import { chosenLife, rangeOnLife } from './lifeChoice.ts'

/** The life that view and inspector show, and the window's range on its axis. */
export function useChosenLife(): {
  life: ComputedRef<LifeOnAxis | null>
  range: ComputedRef<TimeRange | null>
  /** Chooses a cycle of this life. */
  pick: (cycle: number) => void
  /** Shows a line of the life's log. */
  toSource: (line: number) => void
} {
  const store = useCaseStore()
  const selection = useSelectionStore()
  const life = computed(() => chosenLife(store.gcLives, selection))
  const range = computed(() => life.value && rangeOnLife(life.value, selection.range))

  function pick(cycle: number): void {
    if (!life.value) return
    selection.lifeId = life.value.id
    selection.cycle = cycle
  }
  function toSource(line: number): void {
    if (!life.value) return
    selection.show({ view: 'sources', sourceId: life.value.sourceId, lines: { from: line, to: line } })
  }
  return { life, range, pick, toSource }
}

/** The cycle's own stretch of the life's axis, so that charts can show its flag. */
export function cycleRange(
  life: LifeOnAxis,
  row: Pick<GcCycle, 'sweepTermNs' | 'markNs' | 'markTermNs'> & { x: number },
): TimeRange {
  return { axis: life.axis, from: row.x, to: row.x + (row.sweepTermNs + row.markNs + row.markTermNs) / 1e6 }
}
