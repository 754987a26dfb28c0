import { onScopeDispose, toValue, type MaybeRefOrGetter } from 'vue'
import type { CommandId, ComponentScope, ScopedCommandId } from '../../shared/commands/index.ts'
import { useCommandStore, type CommandBehaviour, type KeyScope } from '../stores/commands.ts'

type Run = CommandBehaviour['run']
/** What the commands of a scope do in one part of a view; those left out do nothing there. */
export type ScopeHandlers<Scope extends ComponentScope> = {
  [Id in ScopedCommandId<Scope>]?: Run | { run: Run; isEnabled?: () => boolean }
}

/** The commands of one part of a view, for its own menu. */
export interface ScopeHandle {
  run(id: CommandId): boolean
  isEnabled(id: CommandId): boolean
}

/**
 * Gives a part of a view the commands of its kind (shared/commands/scopedCommands.ts): their keys run them while the focus is in the
 * element, and what a menu or the palette offers does. The only way for a component to hear keys.
 */
export function useKeys<Scope extends ComponentScope>(
  element: MaybeRefOrGetter<HTMLElement | null | undefined>,
  name: Scope,
  handlers: ScopeHandlers<Scope>,
  { isSelf = false }: { isSelf?: boolean } = {},
): ScopeHandle {
  const commands = useCommandStore()
  const behaviours = new Map(
    (Object.entries(handlers) as [ScopedCommandId, Run | { run: Run; isEnabled?: () => boolean }][]).map(
      ([id, handler]) => [id, { id, ...(typeof handler === 'function' ? { run: handler } : handler) }],
    ),
  )
  const scope: KeyScope = { name, element: () => toValue(element) ?? null, behaviours, isSelf }
  onScopeDispose(commands.addScope(scope))
  return {
    run(id) {
      const behaviour = scope.behaviours.get(id)
      return behaviour !== undefined && commands.perform(behaviour)
    },
    isEnabled(id) {
      const behaviour = scope.behaviours.get(id)
      return behaviour !== undefined && commands.isPossible(behaviour)
    },
  }
}
