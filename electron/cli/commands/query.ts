import { fork } from 'node:child_process'
import { join } from 'node:path'
import { CodedError } from '../../../shared/lib/result.ts'
import type { QueryAnswer, QueryValue } from '../../engine/casefile/queryCase.ts'
import { EXIT, CommandError, UsageError, textOption, wholeOption } from '../command.ts'
import type { Command, CommandContext, OptionValues } from '../command.ts'
import type { QueryReply, QueryRequest } from '../queryProcess.ts'
import type { Terminal } from '../terminal.ts'

const DEFAULT_ROWS = 1000
const MAX_ROWS = 1_000_000
const DEFAULT_SECONDS = 30
const MAX_WIDTH = 80
/** Tables that are not in the case file begin so. */
const MADE = ['trace_all_', 'profile_all_']

export const queryCommand: Command = {
  name: 'query',
  usage: 'CASE.heapcase SQL [options]',
  help: `
Runs one SELECT over a case, which is opened for reading only: nothing is ever written. Tables and views carry their meaning and
units as comments in their own SQL; without a statement the views are listed, and "heapcase query CASE --schema NAME" shows one.
Beside them every table that "heapcase trace" knows, with all of its rows: trace_all_goroutines, trace_all_tasks, …, or of one trace
trace_all_goroutines('a.trace'). Their columns carry their units. Of profiles, with every sample type: profile_all_functions and
profile_all_lines with flat and cum, profile_all_stacks with folded stacks and labels, or of one profile_all_stacks('cpu.pb.gz').

Of an execution trace, tables and views of the case file tell goroutines and tasks by slot, a number of the trace's own from 1. The ids of
the runtime stand beside the slots in trace_all_…: id, goroutine_id, task_id, parent_id.

  heapcase query c.heapcase "SELECT source, longest_pause_ms FROM trace_ranking"
  heapcase query c.heapcase "SELECT id FROM trace_all_goroutines ORDER BY running_ns DESC"
  heapcase query c.heapcase "SELECT goroutine_id, kind, pause_ns FROM trace_all_pauses"
  heapcase query c.heapcase "SELECT * FROM trace_wait_list WHERE reason = :r" --param r=sync
  heapcase query c.heapcase "SELECT function, flat FROM profile_all_functions('heap.pb.gz')"

Options:
      --limit N        rows at most, 1,000 unless told
      --seconds N      give up after this time, 30 unless told
      --param NAME=V   value of :NAME in the statement; may be repeated
      --schema NAME    the SQL that made a table or view
      --csv            comma-separated values`,
  options: {
    limit: { type: 'string' },
    seconds: { type: 'string' },
    param: { type: 'string', multiple: true },
    schema: { type: 'string' },
    csv: { type: 'boolean' },
  },

  async run(context, values, paths) {
    const [path, sql, ...more] = paths
    if (path === undefined || more.length > 0) throw new UsageError('name a case and one statement')
    const { terminal } = context
    const answer = await ask(context, values, {
      path: context.resolvePath(path),
      ...statementOf(sql, textOption(values, 'schema')),
      limit: wholeOption(values, 'limit', DEFAULT_ROWS, MAX_ROWS),
      ...(sql !== undefined && { parameters: parametersOf(values) }),
    })
    if (terminal.isJson) terminal.json(answer)
    else if (values['csv'] === true) for (const row of [answer.columns, ...answer.rows]) terminal.data(csvLine(row))
    else print(terminal, answer)
    if (answer.isCut) terminal.note(`cut after ${answer.rows.length} rows; --limit shows more`)
    for (const { table, source, rows, all } of answer.partial) {
      const question = table === 'trace_tasks' ? 'tasks' : 'logs'
      terminal.note(
        `${table} has the first ${rows} of ${all} ${question} of ${source}: "heapcase trace CASE ${question} --trace …" pages over all, trace_all_${question} has them in SQL`,
      )
    }
    return EXIT.ok
  },
}

function statementOf(sql: string | undefined, schema: string | null): Pick<QueryRequest, 'sql' | 'parameters'> {
  if (sql !== undefined) return { sql }
  if (schema !== null && MADE.some((prefix) => schema.startsWith(prefix)))
    return { sql: 'SELECT name AS column FROM pragma_table_info(:name)', parameters: { name: schema } }
  if (schema !== null) return { sql: 'SELECT sql FROM sqlite_schema WHERE name = :name', parameters: { name: schema } }
  return {
    sql: `SELECT name, type FROM sqlite_schema WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite_%'
      UNION SELECT name, 'made when asked for' FROM pragma_module_list
        WHERE ${MADE.map((prefix) => `name LIKE '${prefix}%'`).join(' OR ')} ORDER BY type DESC, name`,
  }
}

function parametersOf(values: OptionValues): Record<string, string | number> {
  const given = values['param']
  const list = Array.isArray(given) ? given.filter((entry) => typeof entry === 'string') : []
  return Object.fromEntries(
    list.map((entry) => {
      const at = entry.indexOf('=')
      if (at < 1) throw new UsageError('--param takes NAME=VALUE')
      const value = entry.slice(at + 1)
      return [entry.slice(0, at), /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value]
    }),
  )
}

/** In a process of its own, which is ended when the time is over or the command is cancelled. */
function ask({ signal }: CommandContext, values: OptionValues, request: QueryRequest): Promise<QueryAnswer> {
  const seconds = wholeOption(values, 'seconds', DEFAULT_SECONDS, 86_400)
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, '..', 'queryProcess.ts'), {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const end = (thrown: Error): void => {
      child.kill('SIGKILL')
      reject(thrown)
    }
    const timer = setTimeout(
      () => end(new CodedError('query/too-long', `The statement did not end within ${seconds} s.`, { seconds })),
      seconds * 1000,
    )
    const cancel = (): void => end(new CodedError('job/cancelled', 'Cancelled.'))
    signal.addEventListener('abort', cancel, { once: true })
    child.once('message', (reply: QueryReply) => {
      if ('answer' in reply) resolve(reply.answer)
      else reject(errorOf(reply))
    })
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      // After an answer this changes nothing.
      reject(new Error(`the process of the query ended (${code ?? 'killed'})`))
    })
    child.send(request)
  })
}

function errorOf({ error, isCoded }: Extract<QueryReply, { error: unknown }>): Error {
  if (error.code === 'casefile/query') return new CommandError(EXIT.notTaken, error)
  if (isCoded) return new CommandError(EXIT.caseFile, error)
  return new Error(error.message)
}

const text = (value: QueryValue): string => (value === null ? '' : String(value))

/** RFC 4180; a value that a spreadsheet would take for a formula is kept from it. */
function csvLine(row: readonly QueryValue[]): string {
  return row
    .map((value) => {
      const plain = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : text(value)
      return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
    })
    .join(',')
}

function print(terminal: Terminal, { columns, rows }: QueryAnswer): void {
  const isSingle = columns.length === 1
  const shown = rows.map((row) =>
    row.map((value) => (isSingle ? text(value) : text(value).replace(/\s+/g, ' ').slice(0, MAX_WIDTH))),
  )
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...(isSingle ? [] : shown.map((row) => row[at]?.length ?? 0))),
  )
  const line = (cells: readonly string[], row?: readonly QueryValue[]): string =>
    cells
      .map((cell, at) =>
        typeof row?.[at] === 'number' ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd()
  terminal.print(terminal.style(line(columns), 'dim'))
  shown.forEach((cells, at) => terminal.print(line(cells, rows[at])))
}
