// Which options a question of `heapcase trace` takes. One that changes nothing would be taken for an answer about less.
import { UsageError } from './command.ts'
import type { OptionValues } from './command.ts'

const OF_TABLES = ['filter', 'sort', 'limit', 'offset', 'columns']
const OF_QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  summary: [],
  tree: ['filter', 'sort', 'limit', 'offset', 'depth'],
  goroutine: [],
  intervals: ['from', 'to', 'limit', 'offset'],
  path: ['from', 'to', 'limit'],
  task: [],
  utilization: ['window'],
}
/** Told of the trace, not of the question. */
const ALWAYS = new Set(['trace', 'pprof', 'output', 'json', 'quiet', 'help'])

/** Throws where an option is given that the question does not take: `--from` of a table, say. */
export function refuseUnusedOptions(question: string, values: OptionValues): void {
  const taken = OF_QUESTIONS[question] ?? OF_TABLES
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && !ALWAYS.has(name) && !taken.includes(name))
      throw new UsageError(`"${question}" takes no --${name}${questionsWith(name)}`)
}

function questionsWith(option: string): string {
  const questions = Object.keys(OF_QUESTIONS).filter((name) => OF_QUESTIONS[name]?.includes(option))
  if (OF_TABLES.includes(option)) return '; tables do'
  return questions.length === 0 ? '' : `, only ${questions.join(' and ')}`
}
