import type { ParseArgsOptionsConfig } from 'node:util'
import type { CallError } from '../../shared/lib/result.ts'
import type { Terminal } from './terminal.ts'

/** What the command's end says to scripts; `heapcase --help` lists them. */
export const EXIT = {
  ok: 0,
  /** Some inputs were not taken, or the inspected file was refused. */
  notTaken: 1,
  usage: 2,
  /** The case file can not be opened or created. */
  caseFile: 3,
  /** A report can not be written or printed, the window can not be served. */
  output: 4,
  /** A fault of Heapcase itself. */
  internal: 70,
  /** Ctrl-C. */
  cancelled: 130,
} as const

export interface CommandContext {
  terminal: Terminal
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /** An absolute path of what the caller named, relative to the folder the caller is in. */
  readonly resolvePath: (path: string) => string
}

export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>

export interface Command {
  name: string
  /** What follows the name in the usage line. */
  usage: string
  /** Printed by `heapcase <name> --help`, below the usage line. */
  help: string
  options: ParseArgsOptionsConfig
  /** Gives the exit code; throws CodedError for what people should read, UsageError for wrong arguments. */
  run(context: CommandContext, values: OptionValues, paths: string[]): Promise<number>
}

/** Wrong arguments: printed with the usage line, exit code 2. */
export class UsageError extends Error {}

/** Ends a command with a code of its own and an error for people. */
export class CommandError extends Error {
  readonly exitCode: number
  readonly error: CallError

  constructor(exitCode: number, error: CallError) {
    super(error.message)
    this.exitCode = exitCode
    this.error = error
  }
}

export const textOption = (values: OptionValues, name: string): string | null => {
  const value = values[name]
  return typeof value === 'string' ? value : null
}

/** A whole number from zero on, or from 1 to `highest`; throws `UsageError` for anything else. */
export function wholeOption(values: OptionValues, name: string, otherwise: number, highest?: number): number {
  const text = textOption(values, name)
  if (text === null) return otherwise
  const isFit = highest === undefined || (Number(text) >= 1 && Number(text) <= highest)
  if (!/^\d{1,9}$/.test(text) || !isFit)
    throw new UsageError(`--${name} takes a whole number${highest === undefined ? '' : ` from 1 to ${highest}`}`)
  return Number(text)
}

export const isSet = (values: OptionValues, name: string): boolean => values[name] === true
