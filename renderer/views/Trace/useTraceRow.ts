import { computed, type ComputedRef, type ShallowRef } from 'vue'
import type { CaseCallName, CaseParams } from '../../../shared/contract/caseCalls.ts'
import type { TableAnswer } from '../../../shared/contract/tables.ts'
import type { CallError, Result } from '../../../shared/lib/result.ts'
import type { SourceId } from '../../../shared/records/index.ts'
import { call } from '../../api/client.ts'
import { usePages } from '../../composables/usePages.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import type { TraceListed } from './traceSections.ts'
import type { TraceRow } from './traceTable.ts'

export interface RowQuestion {
  table: TraceListed
  sourceId: SourceId
  filter: string
  /** The row with the highest value of this column, where several pass. */
  most?: string
}
type Answer = TableAnswer<TraceRow, string>

/** One row of a table of a trace: the first that passes. */
export function useTraceRow(question: () => RowQuestion | null): {
  row: ComputedRef<TraceRow | null>
  /** How many rows pass. */
  count: ComputedRef<number>
  error: ShallowRef<CallError | null>
  isLoading: ShallowRef<boolean>
} {
  const store = useCaseStore()
  const pages = usePages<RowQuestion, Answer, TraceRow>(
    question,
    ({ table, sourceId, filter, most }, _offset, _limit, asker) => {
      const sort = most === undefined ? [] : [{ column: most, descending: true }]
      const listing = { sort, filter, offset: 0, limit: 1 }
      const name = (table === 'ranking' ? 'traces.list' : `traces.${table}`) as CaseCallName
      const params = table === 'ranking' ? listing : { sourceId, ...listing }
      return call(name, params as unknown as CaseParams<CaseCallName>, asker) as Promise<Result<Answer>>
    },
    (answer) => answer,
    () => store.revisions.sources,
  )
  return {
    row: computed(() => pages.rows.value.at(0) ?? null),
    count: computed(() => pages.rows.value.count),
    error: pages.error,
    isLoading: pages.isLoading,
  }
}
