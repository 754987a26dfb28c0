import { writeFileSync } from 'node:fs'
import type { TableLeftOut } from '../../../shared/contract/tables.ts'
import { TRACE_PPROF_KINDS } from '../../../shared/contract/traceCalls.ts'
import { TRACE_FIELDS, TRACE_RANKING_FIELDS, TRACE_TABLE_NAMES } from '../../../shared/contract/traceTables.ts'
import type { TraceField, TraceTableName } from '../../../shared/contract/traceTables.ts'
import { counted } from '../../../shared/lib/counted.ts'
import type { CaseFile } from '../../engine/casefile/CaseFile.ts'
import { traceOverview } from '../../engine/jobs/trace/overview.ts'
import { tracePprof } from '../../engine/jobs/trace/pprofOf.ts'
import type { TableSource } from '../../engine/jobs/trace/table.ts'
import { traceListing, tracePage, traceRanking, traceTable } from '../../engine/jobs/trace/tables.ts'
import type { TraceView } from '../../engine/jobs/trace/TraceView.ts'
import { CommandError, EXIT, UsageError, textOption, wholeOption } from '../command.ts'
import type { Command, CommandContext, OptionValues } from '../command.ts'
import { ONE_THING } from '../traceOneThing.ts'
import { printTaskTree } from '../printTaskTree.ts'
import { printTable } from '../printTable.ts'
import { printTraceOverview } from '../printTraceOverview.ts'
import { fieldOf, sortKeys } from '../traceColumns.ts'
import { refuseUnusedOptions } from '../traceOptions.ts'
import { oneTrace, withTraces } from '../traceSource.ts'

/** Columns shown where not all are asked for. */
const SHOWN: Readonly<Record<TraceTableName, string>> = {
  generations: 'ordinal number at end clock',
  groups: 'name goroutines running max_running runnable waiting syscall longestwait assist',
  goroutines: 'id name state life running runnable waiting syscall longestrunnable reason place',
  waits: 'reason count total p50 p99 max open place waker',
  syscalls: 'count total p50 p99 max open place',
  wakers: 'reason count total max place waker',
  scheduling: 'from reason count total stw gc full other p99 max place',
  regions: 'name count total mean p50 p90 p99 max open',
  regionSites: 'name count total p50 p99 max open place',
  ranges: 'kind name count total p50 p99 max swept reclaimed place',
  pauses: 'at kind gc pause tostop stopped procs lastproc lastgoroutineid last place',
  gcCycles: 'gc at mark sweepterm markterm start end peak goal dedicated idle assist sweep',
  procs: 'number runs busy program syscall assist sweep dedicated idleworker stopped searching idle',
  tasks: 'id name parentid at length goroutineid place',
  stages: 'path kind count pertask total share mean p50 p90 p99 max open',
  taskKinds: 'name count total mean p50 p90 p99 max open',
  logs: 'at category message taskid goroutineid place',
  spans: 'class page pages alloc free life objects peak left occupancy reusedelay',
  spanClasses: 'class spans allocated freed live reuses reusedelay life occupancy used held fragmentation',
  spanCycles: 'cycle class spans survivorsperspan occupancy allocs frees reuses reusedelay objectallocs objectfrees',
  objects: 'type site allocated freed live allocatedbytes livebytes survived p50 p99 max',
}
const RANKING =
  'name duration longestpause longestpausekind longesttostop assist longestschedulingwait gc mmu10ms goroutinespeak'

/** Names for people; `gc-cycles` and `gcCycles` are the same. */
const ALIASES: Readonly<Record<string, TraceTableName>> = {
  blocking: 'waits',
  gc: 'gcCycles',
  classes: 'spanClasses',
  cycles: 'spanCycles',
}
const tableNamed = (name: string): TraceTableName | null =>
  ALIASES[name] ??
  TRACE_TABLE_NAMES.find((table) => table.toLowerCase() === name.replaceAll('-', '').toLowerCase()) ??
  null

export const traceCommand: Command = {
  name: 'trace',
  usage: 'FILE|CASE [question [id]] [options]',
  help: `
Answers questions about an execution trace: of a trace file, or of a trace in a case. Without a question: what the trace is and its figures; of a case
with several traces, all of them ranked.

Questions, each a table:
  groups, goroutines             by start function; one by one
  waits (blocking), wakers       why and where goroutines wait; who ends it
  scheduling, syscalls           waits for a proc by cause; time in syscalls
  regions, tasks, logs           what the program says of itself
  regionsites                    regions by where they begin
  pauses, gc, ranges, procs      stops of the world, GC cycles, assists and sweeping, procs
  spans, classes, cycles
  objects                        of traces with GODEBUG=traceallocfree=1
  taskkinds, stages              tasks by name; what their time went to, path by path
  tree                           tasks with those below them and their stages: --depth
  ranking, generations           traces of a case by their figures; parts of a trace

Questions about one thing:
  goroutine ID                   its waits, who ended them, waits for a proc by cause
  intervals ID                   its states in order, --from and --to as below
  path ID                        what its time went to, through those it waited for
  task ID                        children, stages, logs
  utilization [ID|proc]          share of the procs the collector leaves: worst windows

Options:
      --trace NAME     which trace of a case: name, path or number
      --filter TEXT    such as 'name:worker running>10ms'; fields are the columns' names
      --sort NAMES     by these columns, the highest first; +name: lowest first
      --limit N        rows, 20 unless told
      --offset N       rows to leave out before
      --from, --to     instants since the trace's start: 12.5ms, 1s
      --window         length of the worst windows, 10ms unless told
      --depth N        levels of the tree that are open, 1 unless told
      --columns NAMES  which columns, or 'all'
      --pprof KIND     write a pprof profile by stack instead:
                       ${TRACE_PPROF_KINDS.join(', ')};
                       net, sync and syscall as go tool trace -pprof writes them, but
                       before Go 1.22 without syscalls of unknown length; sched with the
                       waits before a first run, which that leaves out
  -o, --output FILE    where --pprof writes`,
  options: {
    trace: { type: 'string' },
    filter: { type: 'string' },
    sort: { type: 'string' },
    limit: { type: 'string' },
    offset: { type: 'string' },
    columns: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    window: { type: 'string' },
    depth: { type: 'string' },
    pprof: { type: 'string' },
    output: { type: 'string', short: 'o' },
  },

  async run(context, values, paths) {
    const [path, question = null, id = null, ...more] = paths
    if (path === undefined || more.length > 0) throw new UsageError('name a trace or a case, and one question')
    return withTraces(context, context.resolvePath(path), (caseFile) => {
      answer(context, values, caseFile, question, id)
      return EXIT.ok
    })
  },
}

function answer(
  context: CommandContext,
  values: OptionValues,
  caseFile: CaseFile,
  question: string | null,
  id: string | null,
): void {
  const { terminal } = context
  const named = textOption(values, 'trace')
  const isMany = named === null && caseFile.traces.list().length > 1
  const isRanking = question === 'ranking' || (question === null && isMany)
  if (textOption(values, 'pprof') === null) refuseUnusedOptions(isRanking ? 'ranking' : (question ?? 'summary'), values)
  if (isRanking) {
    show(context, values, traceRanking(caseFile), TRACE_RANKING_FIELDS, RANKING)
    return
  }
  const { view, source } = oneTrace(caseFile, named)
  const kind = textOption(values, 'pprof')
  if (kind !== null) {
    writeProfile(context, values, view, kind)
    return
  }
  if (question === null || question === 'summary') {
    const overview = traceOverview(view, source)
    if (terminal.isJson) terminal.json(overview)
    else printTraceOverview(terminal, overview)
    return
  }
  if (question === 'tree') {
    printTaskTree(terminal, view, values)
    return
  }
  const one = ONE_THING[question]
  if (one !== undefined) {
    one({ terminal, view, values, id })
    return
  }
  if (id !== null) throw new UsageError(`"${question}" is about no single ${id}`)
  const table = tableNamed(question)
  if (table === null) throw new UsageError(`there is no question "${question}"`)
  show<unknown>(context, values, traceTable(view, table), TRACE_FIELDS[table], SHOWN[table])
}

function leftOutText({ why, limit, tasks, regions }: TableLeftOut): string {
  const what = `${counted(tasks, 'task', 'tasks')} and ${counted(regions, 'region', 'regions')}`
  return why === 'depth'
    ? `in no row: ${what} nested deeper than ${limit} levels`
    : `in no row: ${what} beyond the first ${limit} different paths`
}

function writeProfile(context: CommandContext, values: OptionValues, view: TraceView, named: string): void {
  const kind = TRACE_PPROF_KINDS.find((known) => known === named)
  const output = textOption(values, 'output')
  if (kind === undefined) throw new UsageError(`--pprof takes one of ${TRACE_PPROF_KINDS.join(', ')}`)
  if (output === null) throw new UsageError('name the file to write with -o FILE')
  const path = context.resolvePath(output)
  const content = tracePprof(view, kind)
  try {
    writeFileSync(path, content)
  } catch (thrown) {
    const { code = '' } = thrown as NodeJS.ErrnoException
    throw new CommandError(EXIT.output, { code: 'trace/not-written', message: `${path} can not be written (${code}).` })
  }
  if (context.terminal.isJson) context.terminal.json({ path, bytes: content.length })
  else context.terminal.print(path)
}

function show<Row>(
  { terminal }: CommandContext,
  values: OptionValues,
  source: TableSource<Row>,
  fields: readonly TraceField[],
  shown: string,
): void {
  const sort = sortKeys(textOption(values, 'sort'), fields)
  const listing = traceListing(source, fields, { sort, filter: textOption(values, 'filter') ?? '' })
  const page = { offset: wholeOption(values, 'offset', 0), limit: wholeOption(values, 'limit', 20) }
  if (terminal.isJson) {
    terminal.json(tracePage(source, listing, page))
    return
  }
  const wanted = textOption(values, 'columns') ?? shown
  const columns = wanted === 'all' ? fields : wanted.split(/[\s,]+/).map((name) => fieldOf(fields, name))
  const rows = listing.rows.subarray(page.offset, page.offset + page.limit)
  printTable(terminal, columns, rows.length, (row, column) => source.value(column)(rows[row] as number))
  const of = listing.all === listing.rows.length ? '' : `, ${listing.all} without the filter`
  terminal.note(`${rows.length} of ${listing.rows.length} rows${of}`)
  for (const left of source.leftOut ?? []) terminal.note(leftOutText(left))
}
