import { topFields, type TopColumn } from '../../../shared/contract/tables.ts'
import { compileFilter } from '../../../shared/filter/evaluate.ts'
import { parseFilter } from '../../../shared/filter/parseFilter.ts'
import { functionTotals } from '../../charts/flameTotals.ts'
import type { Flame } from '../../composables/useFlame.ts'

/**
 * The filter of the functions' table over the functions of a flame graph, by their index; null where it lets everything pass. Figures
 * are those of the graph, which leaves out boxes too light to draw.
 */
export function functionFilter({ graph, layout }: Flame, filter: string): ((index: number) => boolean) | null {
  const fields = topFields(graph.unit)
  const parsed = parseFilter(filter, fields)
  if (!parsed.ok || parsed.filter.kind === 'all') return null
  const totals = functionTotals(layout, graph.names.length)
  const read =
    (column: TopColumn) =>
    (index: number): string | number | undefined => {
      switch (column) {
        case 'name':
          return graph.names[index]
        case 'file':
          return graph.files[index]
        case 'flat':
        case 'cum':
          return totals[column][index]
        case 'flatDelta':
        case 'cumDelta':
          // The graph has the base's cum only.
          return column === 'cumDelta' ? totals.cumDelta?.[index] : undefined
      }
    }
  const columnOf = (name: string): TopColumn => fields.find((field) => field.name === name)?.column ?? 'name'
  return compileFilter<number>(parsed.filter, (name) => read(columnOf(name)), ['name', 'file'])
}
