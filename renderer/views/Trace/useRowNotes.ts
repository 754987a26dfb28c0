import type { AnnotationAnchor, Source } from '../../../shared/records/index.ts'
import { entityOfRow } from './traceRows.ts'
import type { TraceListed } from './traceSections.ts'
import type { TraceRow } from './traceTable.ts'
import { useTraceWords } from './useTraceWords.ts'

/** What a note about a row of a trace is anchored to. */
export function useRowNotes(source: () => Source | null): {
  anchorOf: (table: TraceListed, row: TraceRow) => AnnotationAnchor | null
} {
  const { rowTitle } = useTraceWords()
  return {
    anchorOf: (table, row) => {
      const of = source()
      if (!of) return null
      if (table === 'ranking') return { kind: 'source', sourceId: (row as { sourceId: Source['id'] }).sourceId }
      const { kind, id } = entityOfRow(table, row, of.id)
      return { kind: 'entity', type: kind, key: id, name: rowTitle(table, row), sourceId: of.id, range: null }
    },
  }
}
