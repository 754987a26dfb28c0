// Commands as people run them: one alone with its values filled in, or all of a checklist as a shell script.
import type { Language } from '../lib/localText.ts'
import { captureOf } from './captures.ts'
import type { CaptureId, CommandsByEnvironment } from './captures.ts'
import { ENVIRONMENT } from './environments.ts'
import type { Environment, EnvironmentId } from './environments.ts'

/** Values of an environment's variables by name; an empty one is not filled in. */
export type CommandValues = Readonly<Record<string, string>>

const VARIABLE = /\$\{([A-Z]+)\}/g

/** A value between double quotes of a shell: nothing in it is run, expanded or ends the quotes. */
export const inDoubleQuotes = (value: string): string => value.replace(/[\\"$`]/g, '\\$&').replace(/[\r\n]+/g, ' ')

const valueOf = ({ variables }: Environment, name: string, values: CommandValues): string | null => {
  const variable = variables.find((entry) => entry.name === name)
  return variable ? values[name]?.trim() || variable.example : null
}

/** A command with every variable replaced by its value, or by the command that works it out. */
function filled(command: string, environment: Environment, values: CommandValues): string {
  return command.replace(VARIABLE, (whole, name: string) => {
    const value = valueOf(environment, name, values)
    if (value !== null) return inDoubleQuotes(value)
    const derived = environment.derived.find((entry) => entry.name === name)
    return derived ? filled(derived.value, environment, values) : whole
  })
}

const pick = (commands: CommandsByEnvironment, id: EnvironmentId): string => commands[id] ?? commands.pprof

/** The command of one capture, ready to paste. */
export function captureCommand(capture: CaptureId, id: EnvironmentId, values: CommandValues): string {
  return filled(pick(captureOf(capture).commands, id), ENVIRONMENT[id], values)
}

/** What has to be set for the next start of the process; null where nothing has. */
export function prepareCommand(capture: CaptureId, id: EnvironmentId, values: CommandValues): string | null {
  const { prepare } = captureOf(capture)
  return prepare ? filled(pick(prepare, id), ENVIRONMENT[id], values) : null
}

/** What runs before any capture, such as a port forward; null: nothing. */
export function beforeCommand(id: EnvironmentId, values: CommandValues): string | null {
  const environment = ENVIRONMENT[id]
  return environment.before && filled(environment.before.command, environment, values)
}

const WORDS = {
  en: {
    head: 'Collects what Heapcase reads into a folder of its own. Look it through before you run it.',
    values: 'Where the service runs',
    next: 'For the next start of the process, not run here',
    start: 'for the next start of the process',
    failed: 'not collected',
    done: 'Collected in',
  },
  'zh-CN': {
    head: '把 Heapcase 可读取的内容收集到单独的文件夹。运行前请先通读。',
    values: '服务所在位置',
    next: '供进程下次启动时使用，此处不执行',
    start: '供进程下次启动时使用',
    failed: '未收集',
    done: '已收集到',
  },
} as const

const comment = (text: string): string => text.replace(/^/gm, '# ')

/** Values and commands of a few captures as lines to paste, each under what it is. */
export function collectLines(
  captures: readonly CaptureId[],
  id: EnvironmentId,
  values: CommandValues,
  language: Language,
): string {
  const environment = ENVIRONMENT[id]
  const parts = captures.map((capture) => {
    const { title, prepare, commands } = captureOf(capture)
    const head = prepare ? `${title[language]} – ${WORDS[language].start}` : title[language]
    return `${comment(head)}\n${pick(prepare ?? commands, id)}`
  })
  const { assignments, before } = headOf(parts.join('\n'), environment, values)
  const head = [...assignments, ...(before ? [before.command] : [])].join('\n')
  return [...(head === '' ? [] : [head]), ...parts].join('\n\n')
}

/** What the variables of some commands are set to, and what has to run before them. */
function headOf(
  needed: string,
  environment: Environment,
  values: CommandValues,
): { assignments: string[]; before: Environment['before'] } {
  const uses = (name: string, texts: readonly string[]): boolean => texts.some((text) => text.includes(`\${${name}}`))
  const derived = environment.derived.filter(({ name }) => uses(name, [needed]))
  const before = uses('HOST', [needed]) ? environment.before : null
  const texts = [needed, before?.command ?? '', ...derived.map(({ value }) => value)]
  const variables = environment.variables.filter(({ name }) => uses(name, texts))
  return {
    assignments: [
      ...variables.map(({ name, example }) => `${name}="${inDoubleQuotes(values[name]?.trim() || example)}"`),
      ...derived.map(({ name, value }) => `${name}="${value}"`),
    ],
    before,
  }
}

/** All captures as one POSIX shell script: values at the top, a failed one is said and the others go on. */
export function collectScript(
  captures: readonly CaptureId[],
  id: EnvironmentId,
  values: CommandValues,
  language: Language,
): string {
  const environment = ENVIRONMENT[id]
  const words = WORDS[language]
  const needed = captures.map((capture) => pick(captureOf(capture).commands, id)).join('\n')
  const { assignments, before } = headOf(needed, environment, values)
  const lines = ['#!/bin/sh', comment(words.head), 'set -u', '']
  if (assignments.length > 0) lines.push(comment(words.values), ...assignments)
  // A path beside the script stays good after the change of folder.
  if (needed.includes('${LOG}')) lines.push('case "$LOG" in /*) ;; *) LOG="$PWD/$LOG" ;; esac')
  lines.push('', 'out="heapcase-$(date -u +%Y%m%dT%H%M%SZ)"', 'mkdir "$out" || exit 1')
  lines.push('cd "$out" || exit 1')
  if (before) lines.push('', comment(before.about[language]), before.command)
  for (const capture of captures) {
    const { title, prepare, commands } = captureOf(capture)
    lines.push('', comment(title[language]))
    if (prepare) lines.push(comment(words.next), comment(filled(pick(prepare, id), environment, values)))
    lines.push(
      ...pick(commands, id)
        .split('\n')
        .map((line) => (line.startsWith('sleep ') ? line : `${line} || echo "${words.failed}: ${capture}" >&2`)),
    )
  }
  if (before && environment.after !== null) lines.push('', environment.after)
  lines.push('', `echo "${words.done} $out"`, '')
  return lines.join('\n')
}
