import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { CaseResult, LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { AnnotationAnchor, LifeId } from '../../../shared/records/index.ts'
import { call } from '../../api/client.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { usePane, useSelectionStore } from '../../stores/selection.ts'

/** What an entity of this view is called in links and annotations; its id is the line of the log. */
export const SNAPSHOT = 'schedSnapshot'

export type LifeCounts = CaseResult<'runtime.counts'>
export interface SchedulerLife {
  life: LifeOnAxis
  counts: LifeCounts
  snapshots: number
}

/** Lives that are asked whether they have lines of the scheduler; a case with more is searched in the order of its lives. */
const MOST_ASKED = 200

/** The lives that have SCHED lines, and the one that view and inspector show. */
export function useSchedulerLife(): {
  lives: ShallowRef<readonly SchedulerLife[]>
  isLoading: ShallowRef<boolean>
  chosen: ComputedRef<SchedulerLife | null>
  life: ComputedRef<LifeOnAxis | null>
  /** Line of the snapshot chosen. */
  line: ComputedRef<number | null>
  chooseLife: (id: LifeId) => void
  chooseLine: (line: number | null) => void
  toSource: (from: number, to: number) => void
} {
  const store = useCaseStore()
  const selection = useSelectionStore()
  const pane = usePane()
  const lives: ShallowRef<readonly SchedulerLife[]> = shallowRef([])
  const isLoading = shallowRef(true)
  let latest = 0
  let key = ''

  watch(
    () =>
      pane && !pane.isVisible.value
        ? key
        : (key = JSON.stringify([
            store.opened?.handle,
            store.revisions.sources,
            store.overview?.lives.map(({ id }) => id),
          ])),
    async () => {
      const request = ++latest
      const asked = (store.overview?.lives ?? []).slice(0, MOST_ASKED)
      if (store.overview === null) return
      isLoading.value = true
      const answers = await Promise.all(asked.map(({ id }) => call('runtime.counts', { lifeId: id })))
      if (request !== latest) return
      lives.value = asked.flatMap((life, place) => {
        const answer = answers[place]
        const counts = answer?.ok === true ? answer.value : {}
        return counts.schedSnapshots ? [{ life, counts, snapshots: counts.schedSnapshots }] : []
      })
      isLoading.value = false
    },
    { immediate: true },
  )

  const chosen = computed(() => {
    const named = lives.value.find(({ life }) => life.id === selection.lifeId)
    if (named) return named
    return lives.value.reduce<SchedulerLife | null>(
      (best, own) => (best && best.snapshots >= own.snapshots ? best : own),
      null,
    )
  })
  const life = computed(() => chosen.value?.life ?? null)
  const line = computed(() => {
    const { entity } = selection
    const number = entity?.kind === SNAPSHOT ? Number(entity.id) : Number.NaN
    return Number.isSafeInteger(number) ? number : null
  })

  function chooseLife(id: LifeId): void {
    selection.lifeId = id
    selection.entity = null
  }
  function chooseLine(next: number | null): void {
    if (!life.value) return
    // The line means something in this life only.
    selection.lifeId = life.value.id
    selection.entity = next === null ? null : { kind: SNAPSHOT, id: String(next), sourceId: life.value.sourceId }
  }
  function toSource(from: number, to: number): void {
    if (life.value) selection.show({ view: 'sources', sourceId: life.value.sourceId, lines: { from, to } })
  }
  return { lives, isLoading, chosen, life, line, chooseLife, chooseLine, toSource }
}

/** A note about one snapshot is one about its lines: it is shown there as well. */
export function snapshotAnchor(
  life: LifeOnAxis,
  row: { line: number | null; lastLine: number | null },
): AnnotationAnchor {
  const from = row.line ?? 1
  return { kind: 'lines', sourceId: life.sourceId, from, to: Math.max(from, row.lastLine ?? from), range: null }
}
