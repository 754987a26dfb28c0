// The `heapcase` command: finds the subcommand, reads its arguments, turns errors into exit codes.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { APP_VERSION } from '../../shared/lib/appVersion.ts'
import { CodedError, toCallError } from '../../shared/lib/result.ts'
import type { CallError } from '../../shared/lib/result.ts'
import { CommandError, EXIT, UsageError } from './command.ts'
import type { Command, OptionValues } from './command.ts'
import { Terminal } from './terminal.ts'
import type { OutputStream } from './terminal.ts'

/** Loaded when asked for: `--help` and `inspect` need no SQLite. */
const COMMANDS: Record<string, { summary: string; load: () => Promise<Command> }> = {
  import: {
    summary: 'read files or folders into a case file',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  analyze: {
    summary: 'run the rules over a case again',
    load: async () => (await import('./commands/analyze.ts')).analyzeCommand,
  },
  report: {
    summary: 'write the postmortem as PDF, HTML or Markdown',
    load: async () => (await import('./commands/report.ts')).reportCommand,
  },
  info: {
    summary: 'show what a case holds: sources and findings',
    load: async () => (await import('./commands/info.ts')).infoCommand,
  },
  inspect: {
    summary: 'show what a reader makes of one file, without a case',
    load: async () => (await import('./commands/inspect.ts')).inspectCommand,
  },
  trace: {
    summary: 'answer questions about an execution trace',
    load: async () => (await import('./commands/trace.ts')).traceCommand,
  },
  query: {
    summary: 'ask a case in SQL',
    load: async () => (await import('./commands/query.ts')).queryCommand,
  },
  serve: {
    summary: 'open the window in a browser, served on this machine only',
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
}

const COMMON_OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
} as const

export interface CommandLineHost {
  argv: readonly string[]
  stdout: OutputStream
  stderr: OutputStream
  env: Record<string, string | undefined>
  cwd: string
  signal: AbortSignal
}

/** Runs one command line and gives its exit code. Never throws. */
export async function runCommandLine(host: CommandLineHost): Promise<number> {
  const terminal = new Terminal(host)
  const [name, ...rest] = host.argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const about = rest[0] === undefined ? undefined : COMMANDS[rest[0]]
    terminal.print(about ? commandHelp(await about.load()) : overviewHelp())
    return name === undefined ? EXIT.usage : EXIT.ok
  }
  if (name === '--version' || name === '-V') {
    terminal.print(`heapcase ${APP_VERSION}`)
    return EXIT.ok
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!entry) {
    terminal.error(`heapcase: there is no command "${name}"\n\n${overviewHelp()}`)
    return EXIT.usage
  }
  return runCommand(await entry.load(), rest, host, terminal)
}

async function runCommand(
  command: Command,
  args: readonly string[],
  host: CommandLineHost,
  terminal: Terminal,
): Promise<number> {
  // --json is looked for by hand first, so that a wrong argument is answered in JSON as well.
  const isJson = args.includes('--json')
  terminal.isQuiet = isJson
  terminal.isJson = isJson
  const fail = (exitCode: number, error: CallError): number => {
    if (isJson) terminal.json({ error })
    else terminal.error(`heapcase ${command.name}: ${error.message}`)
    return exitCode
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...command.options, ...COMMON_OPTIONS },
      allowPositionals: true,
    })
    const options = values as OptionValues
    if (options.help) {
      terminal.print(commandHelp(command))
      return EXIT.ok
    }
    terminal.isQuiet = isJson || options.quiet === true
    const resolvePath = (path: string): string => resolve(host.cwd, path)
    return await command.run({ terminal, signal: host.signal, resolvePath }, options, positionals)
  } catch (thrown) {
    if (host.signal.aborted) {
      return fail(EXIT.cancelled, { code: 'job/cancelled', message: 'Cancelled.' })
    }
    if (thrown instanceof UsageError || isParseError(thrown)) {
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      if (isJson) return fail(EXIT.usage, { code: 'cli/usage', message })
      terminal.error(
        `heapcase ${command.name}: ${message}\n${usageLine(command)}\nMore: heapcase ${command.name} --help`,
      )
      return EXIT.usage
    }
    if (thrown instanceof CommandError) return fail(thrown.exitCode, thrown.error)
    if (thrown instanceof CodedError) return fail(exitCodeOf(thrown.code), thrown.toCallError())
    const error = toCallError(thrown)
    if (host.env.HEAPCASE_DEBUG && thrown instanceof Error) terminal.error(thrown.stack ?? thrown.message)
    return fail(EXIT.internal, { ...error, message: `${error.message} (a fault of Heapcase)` })
  } finally {
    terminal.clearProgress()
  }
}

/** The subject before the slash of an error's code tells what went wrong as a whole. */
function exitCodeOf(code: string): number {
  if (code.startsWith('casefile/')) return EXIT.caseFile
  if (/^(report|print|loopback)\//.test(code)) return EXIT.output
  return EXIT.notTaken
}

function isParseError(thrown: unknown): boolean {
  return thrown instanceof TypeError && String((thrown as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')
}

const HELP_WIDTH = 88

/** Paragraphs broken at `width`; indented lines (options, examples) and headings before them stay as they are. */
function wrapProse(text: string, width: number): string {
  const wrap = (paragraph: string): string => {
    if (/^\s|\n\s/.test(paragraph)) return paragraph
    const lines: string[] = []
    for (const word of paragraph.split(/\s+/)) {
      const last = lines.at(-1)
      if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
    }
    return lines.join('\n')
  }
  return text.split(/\n\n/).map(wrap).join('\n\n')
}

const usageLine = (command: Command): string => `Usage: heapcase ${command.name} ${command.usage}`

function commandHelp(command: Command): string {
  return `${usageLine(command)}\n\n${wrapProse(command.help.trim(), HELP_WIDTH)}

      --json             print the result as one JSON document, nothing else
  -q, --quiet            no progress and no notes
  -h, --help             this text`
}

function overviewHelp(): string {
  const names = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`)
  return `Usage: heapcase <command> [arguments]

Offline investigations of Go services: captures in, a case file, findings with evidence,
a postmortem out. Nothing is ever sent anywhere.

Commands:
${names.join('\n')}

A first case:
  heapcase import ./captures -o incident.heapcase     logs and profiles, recognised by content
  heapcase info incident.heapcase                     what was read and what the rules found
  heapcase report incident.heapcase --pdf out.pdf

Every command knows --json and --help. Progress is shown on a terminal and not in a pipe;
NO_COLOR is respected.

Exit codes:
  0    done
  1    inputs were not taken, each with its reason, or the inspected file was refused
  2    wrong arguments
  3    the case file can not be opened or created
  4    a report can not be written or printed, the window can not be served
  70   a fault of Heapcase itself
  130  cancelled with Ctrl-C; the case is as it was before`
}
