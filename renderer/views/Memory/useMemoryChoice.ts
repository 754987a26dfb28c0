import { computed, type ComputedRef } from 'vue'
import type {
  MemoryGroupInfo,
  MemoryInstant,
  MemoryWaterfall,
  WaterfallStep,
} from '../../../shared/contract/memoryCalls.ts'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import { useCaseQuery, type CaseQuery } from '../../composables/useCaseQuery.ts'
import { useLanguage } from '../../composables/useLanguage.ts'
import { useViewState } from '../../composables/useViewState.ts'
import { useSelectionStore } from '../../stores/selection.ts'
import { chosenStep } from './waterfall.ts'

/** What an entity of this view is called in links and annotations. */
export const MEMORY_STEP = 'memoryStep'

/** The process, the moment and the bar that view and inspector are about. */
export function useMemoryChoice(): {
  instants: CaseQuery<{ groups: MemoryGroupInfo[]; instants: MemoryInstant[] }>
  groups: ComputedRef<readonly MemoryGroupInfo[]>
  waterfall: CaseQuery<MemoryWaterfall | null>
  /** Moments of the process shown, in order. */
  moments: ComputedRef<readonly MemoryInstant[]>
  step: ComputedRef<WaterfallStep | null>
  chooseProcess: (id: string) => void
  chooseMoment: (atMs: number) => void
  chooseStep: (id: string | null) => void
  anchorOf: (step: WaterfallStep) => AnnotationAnchor | null
} {
  const selection = useSelectionStore()
  const { say } = useLanguage()
  const process = useViewState<string>('process', '')
  const at = useViewState<string>('at', '')
  const instants = useCaseQuery('memory.instants', () => ({}))
  const groups = computed(() => instants.data.value?.groups ?? [])
  /** A link may name a moment by the range alone. */
  const momentOfRange = computed(() => {
    const { range } = selection
    return range?.axis.kind === 'wall' && range.from === range.to ? range.from : null
  })
  const asked = computed(() => {
    if (!instants.data.value) return null
    const atMs = at.value === '' ? momentOfRange.value : Number(at.value)
    return {
      atMs: atMs !== null && Number.isFinite(atMs) ? atMs : null,
      groupId: groups.value.find(({ id }) => id === process.value)?.id ?? null,
      toleranceMs: null,
    }
  })
  const waterfall = useCaseQuery('memory.waterfall', () => asked.value)
  const moments = computed(() => {
    const shown = waterfall.data.value?.group.id
    return (instants.data.value?.instants ?? []).filter(({ groupId }) => groupId === shown)
  })
  const step = computed(() =>
    selection.entity?.kind === MEMORY_STEP ? chosenStep(waterfall.data.value, selection.entity.id) : null,
  )

  function chooseProcess(id: string): void {
    process.value = id
    at.value = ''
  }
  function chooseMoment(atMs: number): void {
    // The moment belongs to the process it was chosen in.
    process.value = waterfall.data.value?.group.id ?? ''
    at.value = String(atMs)
    if (momentOfRange.value !== null) selection.showAll()
  }
  function chooseStep(id: string | null): void {
    selection.entity = id === null ? null : { kind: MEMORY_STEP, id }
  }
  function anchorOf({ id, title, origin }: WaterfallStep): AnnotationAnchor | null {
    const shown = waterfall.data.value
    if (!shown) return null
    return {
      kind: 'entity',
      type: MEMORY_STEP,
      key: id,
      name: say(title),
      sourceId: origin?.sourceId ?? null,
      range: { axis: { kind: 'wall' }, from: shown.atMs, to: shown.atMs },
    }
  }
  return { instants, groups, waterfall, moments, step, chooseProcess, chooseMoment, chooseStep, anchorOf }
}
