// People's own keys: which other commands stand in their way, and how they are kept, exported and taken in. Pure.
import {
  canonicalKeys,
  commandNamed,
  commandOf,
  COMMANDS,
  keysClash,
  parseKeys,
  type CommandId,
  type CommandScope,
  type DeclaredCommand,
  type Platform,
} from '../../shared/commands/index.ts'

export type Bindings = Readonly<Record<string, readonly string[]>>

/**
 * Another command on the same keys. `conflict`: both hold in the same place, only one can have them (a beginning of the other's
 * sequence counts, because it would never be heard). `hides` and `hidden`: a part of a view takes them from the window while it has the focus.
 */
export interface Clash {
  command: DeclaredCommand
  keys: string
  kind: 'conflict' | 'hides' | 'hidden'
}

const isComponent = (scope: CommandScope): boolean => scope !== 'global' && !scope.startsWith('view:')

function relation(one: CommandScope, other: CommandScope): Clash['kind'] | null {
  if (one === other) return 'conflict'
  if (isComponent(one)) return isComponent(other) ? null : 'hides'
  if (isComponent(other)) return 'hidden'
  // Two views are never both meant; a view and the window are.
  return one === 'global' || other === 'global' ? 'conflict' : null
}

export const keysIn = (bindings: Bindings, id: string): readonly string[] =>
  bindings[id] ?? commandNamed(id)?.keys ?? []

/** What stands in the way of giving a command these keys, conflicts first. */
export function clashesOf(id: CommandId, keys: string, bindings: Bindings, platform: Platform): Clash[] {
  const { scope } = commandOf(id)
  return COMMANDS.flatMap((command) => {
    const kind = command.id === id ? null : relation(scope, command.scope)
    if (kind === null) return []
    const met = keysIn(bindings, command.id).find((own) => {
      const clash = keysClash(own, keys, platform)
      return clash === 'same' || (clash === 'prefix' && kind === 'conflict')
    })
    return met === undefined ? [] : [{ command, keys: met, kind }]
  }).sort((a, b) => Number(b.kind === 'conflict') - Number(a.kind === 'conflict'))
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n')

/** Gives a command exactly these keys; its default ones need no entry. */
export function withKeys(bindings: Bindings, id: string, keys: readonly string[]): Bindings {
  const { [id]: _before, ...rest } = bindings
  return isSame(keys, commandNamed(id)?.keys ?? []) ? rest : { ...rest, [id]: keys }
}

/** Adds keys to a command and takes them from those that conflict. */
export function withAdded(bindings: Bindings, id: CommandId, keys: string, platform: Platform): Bindings {
  let next = bindings
  for (const { command, kind } of clashesOf(id, keys, bindings, platform)) {
    if (kind !== 'conflict') continue
    const left = keysIn(next, command.id).filter((own) => keysClash(own, keys, platform) === null)
    next = withKeys(next, command.id, left)
  }
  const own = keysIn(next, id).filter((text) => keysClash(text, keys, platform) !== 'same')
  return withKeys(next, id, [...own, keys])
}

/** Names the file's form, for whoever opens it and for the day the form changes. */
const FORM = 'heapcase-keys/1'

export const exportedBindings = (bindings: Bindings): string =>
  `${JSON.stringify({ form: FORM, bindings: Object.fromEntries(Object.entries(bindings).sort()) }, null, 2)}\n`

/** What a file gives: the entries that are keys of known commands, and the names of those that are not. Null: no such file. */
export function importedBindings(text: string, platform: Platform): { bindings: Bindings; refused: string[] } | null {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return null
  }
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject(content) || content['form'] !== FORM || !isObject(content['bindings'])) return null
  const refused: string[] = []
  let bindings: Bindings = {}
  for (const [id, keys] of Object.entries(content['bindings'])) {
    const isSound =
      commandNamed(id) !== null &&
      Array.isArray(keys) &&
      keys.length <= 8 &&
      keys.every((one) => typeof one === 'string' && parseKeys(one) !== null)
    if (!isSound) refused.push(id)
    else
      bindings = withKeys(
        bindings,
        id,
        (keys as string[]).map((one) => canonicalKeys(one, platform) ?? one),
      )
  }
  return { bindings, refused }
}
