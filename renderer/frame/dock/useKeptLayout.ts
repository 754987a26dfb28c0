import { onBeforeUnmount, watch } from 'vue'
import { workLayoutOf, type WorkLayout } from '../../../shared/records/index.ts'
import { call } from '../../api/client.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { useLayoutStore } from '../../stores/layout.ts'
import { usePaneStore } from '../../stores/panes.ts'
import { useSharedSelection } from '../../stores/selection.ts'
import type { DockController } from './dockController.ts'

/** A reload of the page, and a case that is read only, find the arrangement here. */
const KEY = 'heapcase.panes'
/** Arrangements on the way from one to the next are not written; a page that is left writes what it has. */
const REST_MS = 600

function ofThisPage(path: string): WorkLayout | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as { path: string; layout: unknown } | null
    return kept?.path === path ? workLayoutOf(kept.layout) : null
  } catch {
    return null
  }
}

/** The arrangement of the open case as it was left: on this page, else in the case file; null for one never arranged. */
export async function keptLayout(): Promise<WorkLayout | null> {
  const path = useCaseStore().opened?.path
  if (path === undefined) return null
  const here = ofThisPage(path)
  if (here) return here
  const answer = await call('layout.get', {})
  return answer.ok ? answer.value : null
}

/**
 * Keeps the arrangement when it rests: in the page's own storage and in the case. What is selected goes along, and is no reason
 * to write by itself.
 */
export function useKeptLayout(controller: () => DockController | null): {
  persist: () => Promise<void>
  /** What is there now is as the case has it, or as every case begins: nothing to write. */
  begin: () => void
} {
  const cases = useCaseStore()
  const panes = usePaneStore()
  const layout = useLayoutStore()
  const selection = useSharedSelection()
  /** The case these panes are of: once another one is open, nothing of them is written any more. */
  const ours = cases.opened
  const isOurs = (): boolean => ours !== null && cases.opened?.handle === ours.handle
  let written = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function present(): WorkLayout | null {
    const arranged = controller()?.layout()
    if (!arranged) return null
    return {
      version: 1,
      ...arranged,
      ...(selection.range && { range: selection.range }),
      ...(Object.keys(selection.instants).length > 0 && { instants: selection.instants }),
      inspector: { isOpen: layout.isInspectorOpen, width: layout.inspectorWidth },
    }
  }

  function keepHere(): WorkLayout | null {
    const now = isOurs() ? present() : null
    if (now && ours) sessionStorage.setItem(KEY, JSON.stringify({ path: ours.path, layout: now }))
    return now
  }

  async function persist(): Promise<void> {
    clearTimeout(timer)
    const now = keepHere()
    const text = JSON.stringify(now)
    if (!now || cases.isReadOnly || text === written) return
    written = text
    await call('layout.set', { layout: now })
  }

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void persist(), REST_MS)
  }

  watch(() => [panes.changes, selection.held, layout.isInspectorOpen, layout.inspectorWidth], later, { flush: 'post' })
  const onLeave = (): void => void persist()
  window.addEventListener('pagehide', onLeave)
  onBeforeUnmount(() => {
    clearTimeout(timer)
    window.removeEventListener('pagehide', onLeave)
  })
  return { persist, begin: () => (written = JSON.stringify(present())) }
}
