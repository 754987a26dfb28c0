// The selection as one pane sees it. A pane that follows reads and writes the window's; one that is held keeps its own
// subject; one behind another tab sees what it saw last, so that nothing in it has a reason to ask or draw, and selects nothing: it would
// do so by what it saw last, while the investigator is elsewhere.
import { computed, reactive, type WritableComputedRef } from 'vue'
import {
  SUBJECT_FIELDS,
  SUBJECT_OF,
  type SubjectField,
  type ViewLink,
  type ViewName,
} from '../../shared/records/index.ts'
import { useSharedSelection, type Selection } from './selection.ts'

/** `isVisible` is asked in reactive places. */
export function createPaneSelection(pane: { id: string; view: ViewName }, isVisible: () => boolean): Selection {
  const shared = useSharedSelection()
  const kept = (): ViewLink | undefined => shared.held.get(pane.id)
  const own = new Set<SubjectField>(SUBJECT_OF[pane.view])

  /** What `read` gave when the pane was last in sight. */
  const frozen = <T>(read: () => T, write?: (next: T) => void): WritableComputedRef<T> =>
    computed({
      get: (before) => (isVisible() || before === undefined ? read() : before),
      set: (next) => {
        if (isVisible()) write?.(next)
      },
    })

  const subject = Object.fromEntries(
    SUBJECT_FIELDS.map((field) => [
      field,
      frozen(
        () => {
          const mine = own.has(field) ? kept() : undefined
          return mine ? (mine[field] ?? null) : shared[field]
        },
        (next) => {
          const mine = own.has(field) ? kept() : undefined
          if (!mine) shared[field] = next as never
          else {
            const { [field]: _before, ...rest } = mine
            shared.hold(pane.id, next === null ? rest : { ...rest, [field]: next })
          }
        },
      ),
    ]),
  )
  const state = frozen(() => kept()?.state ?? shared.states[pane.view] ?? {})

  function setState(name: string, value: string | null): void {
    if (!isVisible()) return
    const mine = kept()
    if (!mine) return shared.setState(name, value, pane.view)
    const { [name]: _before, ...rest } = mine.state ?? {}
    shared.hold(pane.id, { ...mine, state: value === null ? rest : { ...rest, [name]: value } })
  }

  const { restore, show, goTo, openHelp, zoomTo, showAll, setInstant, clear } = shared
  return reactive({
    ...subject,
    view: pane.view,
    range: frozen(
      () => shared.range,
      (next) => (shared.range = next),
    ),
    instants: frozen(() => shared.instants),
    state,
    link: frozen(() => linkOfPane()),
    steps: computed(() => shared.steps),
    restore,
    show,
    goTo,
    openHelp,
    zoomTo,
    showAll,
    setInstant,
    setState,
    clear,
  }) as unknown as Selection

  function linkOfPane(): ViewLink {
    const { view: _view, state: _state, ...rest } = shared.link
    for (const field of own) delete rest[field]
    return { ...rest, ...(kept() ?? shared.subjectOf(pane.view)) }
  }
}
