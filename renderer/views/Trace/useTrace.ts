import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
import type { TraceOverview } from '../../../shared/contract/traceCalls.ts'
import type { EntityRef, Source, SourceId } from '../../../shared/records/index.ts'
import { useCaseQuery, type CaseQuery } from '../../composables/useCaseQuery.ts'
import { useViewState } from '../../composables/useViewState.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { useSelectionStore } from '../../stores/selection.ts'
import {
  clockOf,
  rangeOfStretch,
  stretchOfRange,
  stretchOfText,
  stretchText,
  type TraceClock,
  type TraceStretch,
} from './traceRange.ts'
import { TRACE_SHOWS, type TraceShow } from './traceSections.ts'

/** A place in the view: a table with a filter, and the row that is selected in it. */
export interface TraceTarget {
  show: TraceShow
  filter?: string
  entity?: EntityRef | null
  /** Another trace than the one shown. */
  sourceId?: SourceId
}

export interface TraceChoice {
  traces: ComputedRef<Source[]>
  trace: ComputedRef<Source | null>
  overview: CaseQuery<TraceOverview>
  clock: ComputedRef<TraceClock | null>
  /** The part of the trace that tables are narrowed to; null: all of it. */
  stretch: ComputedRef<TraceStretch | null>
  setStretch: (next: TraceStretch | null) => void
  show: WritableComputedRef<TraceShow>
  filter: WritableComputedRef<string>
  /** Follows a link between tables: a step of the history. */
  follow: (target: TraceTarget) => void
}

/** Which trace view and inspector show, where in it, and how to go elsewhere. */
export function useTrace(): TraceChoice {
  const store = useCaseStore()
  const selection = useSelectionStore()
  const traces = computed(() => store.sources.filter(({ kind }) => kind === 'gotrace'))
  const trace = computed(() => traces.value.find(({ id }) => id === selection.sourceId) ?? traces.value[0] ?? null)
  const overview = useCaseQuery('traces.get', () => (trace.value ? { sourceId: trace.value.id } : null))
  const show = useViewState<TraceShow>('show', 'summary', TRACE_SHOWS)
  const filter = useViewState<string>('filter', '')
  const kept = useViewState<string>('stretch', '')
  const clock = computed(() => {
    const known = overview.data.value
    return known && trace.value && known.summary.sourceId === trace.value.id
      ? clockOf(known, trace.value.placement)
      : null
  })
  const stretch = computed(() => {
    if (!clock.value) return null
    return clock.value.wallStartMs === null
      ? stretchOfText(clock.value, kept.value)
      : stretchOfRange(clock.value, selection.range)
  })
  function setStretch(next: TraceStretch | null): void {
    if (!clock.value) return
    if (clock.value.wallStartMs === null) kept.value = next ? stretchText(next) : ''
    else if (next) selection.zoomTo(rangeOfStretch(clock.value, next))
    else selection.showAll()
  }
  function follow({ show: table, filter: narrowed = '', entity = null, sourceId }: TraceTarget): void {
    const id = sourceId ?? trace.value?.id
    const isSame = id === trace.value?.id
    selection.show({
      view: 'trace',
      ...(id !== undefined && { sourceId: id }),
      ...(selection.range && { range: selection.range }),
      ...(entity && { entity }),
      state: {
        ...(table !== 'summary' && { show: table }),
        ...(narrowed !== '' && { filter: narrowed }),
        ...(isSame && kept.value !== '' && { stretch: kept.value }),
      },
    })
  }
  return { traces, trace, overview, clock, stretch, setStretch, show, filter, follow }
}
