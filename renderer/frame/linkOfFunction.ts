// Where a function that was asked for is shown: where it is known from, profiles first, which say most of it.
import type { FunctionHolders } from '../../shared/contract/caseCalls.ts'
import type { TraceTableName } from '../../shared/contract/traceTables.ts'
import { filterTerm } from '../../shared/filter/writeFilter.ts'
import type { SourceId, ViewLink } from '../../shared/records/index.ts'
import { call } from '../api/client.ts'

/** Tables of a trace with functions, and the field that has them; what goroutines were started as comes first. */
const TRACE_TABLES = [
  ['groups', 'name'],
  ['waits', 'place'],
  ['syscalls', 'place'],
  ['scheduling', 'place'],
] as const satisfies readonly (readonly [TraceTableName, string])[]

/** `shown`: the source that is open, which is stayed in where it has the function; else it is the last that has it. */
export async function linkOfFunction(functionName: string, shown: SourceId | null): Promise<ViewLink> {
  const answer = await call('profiles.withFunction', { functionName })
  const { profiles, dumps, traces }: FunctionHolders = answer.ok
    ? answer.value
    : { profiles: [], dumps: [], traces: [] }
  const profile = shown !== null && profiles.includes(shown) ? shown : profiles.at(-1)
  if (profile !== undefined) return { view: 'profile', functionName, sourceId: profile }
  const dump = dumps.findLast(({ sourceId }) => sourceId === shown) ?? dumps.at(-1)
  if (dump)
    return {
      view: 'goroutines',
      sourceId: dump.sourceId,
      state: {
        dump: String(dump.dump),
        ...(dump.isInStack ? { search: filterTerm('stack', '=', [functionName]) } : { creator: functionName }),
      },
    }
  const trace = shown !== null && traces.includes(shown) ? shown : traces.at(-1)
  if (trace !== undefined) return { view: 'trace', sourceId: trace, state: await traceState(trace, functionName) }
  return { view: 'profile', functionName }
}

async function traceState(sourceId: SourceId, functionName: string): Promise<Record<string, string>> {
  for (const [show, field] of TRACE_TABLES) {
    const filter = filterTerm(field, '=', [functionName])
    const found = await call(`traces.${show}`, { sourceId, sort: [], filter, offset: 0, limit: 1 })
    if (found.ok && found.value.total > 0) return { show, filter }
  }
  return { show: 'groups' }
}
