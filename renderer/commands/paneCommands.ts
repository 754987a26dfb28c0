import { useCaseStore } from '../stores/caseStore.ts'
import type { FrameCommand } from '../stores/commands.ts'
import { useLayoutStore } from '../stores/layout.ts'
import { usePaneStore, type Dock } from '../stores/panes.ts'
import { useSharedSelection } from '../stores/selection.ts'
import { useTimeCursorStore } from '../stores/timeCursor.ts'

/** Where an instant goes that somebody places by a key: under the pointer, at the range's end, within the case. */
function placeOfInstant(which: 'b' | 'c'): number | null {
  const { at } = useTimeCursorStore()
  if (at !== null) return at
  const { range } = useSharedSelection()
  if (range?.axis.kind === 'wall') return which === 'b' ? range.from : range.to
  const whole = useCaseStore().overview?.range
  if (whole?.axis.kind !== 'wall') return null
  return whole.from + (whole.to - whole.from) * (which === 'b' ? 1 / 3 : 2 / 3)
}

/** Baseline and candidate instant on the time strip. */
function instantCommands(): FrameCommand[] {
  const cases = useCaseStore()
  const selection = useSharedSelection()
  const hasTimes = (): boolean => cases.overview?.range?.axis.kind === 'wall'
  return [
    { id: 'time.placeB', isEnabled: hasTimes, run: () => selection.setInstant('b', placeOfInstant('b')) },
    { id: 'time.placeC', isEnabled: hasTimes, run: () => selection.setInstant('c', placeOfInstant('c')) },
    {
      id: 'time.removeInstants',
      isEnabled: () => Object.keys(selection.instants).length > 0,
      run: () => {
        selection.setInstant('b', null)
        selection.setInstant('c', null)
      },
    },
  ]
}

/** Panes: split, move, close, reopen, and the way from one to the next; every one of them works without a pointer. */
export function paneCommands(): FrameCommand[] {
  const panes = usePaneStore()
  const layout = useLayoutStore()
  const hasDock = (): boolean => panes.dock !== null
  const hasPane = (): boolean => hasDock() && panes.panes.length > 0
  const hasSeveral = (): boolean => hasDock() && panes.panes.length > 1
  const hasGroups = (): boolean => hasDock() && panes.groups > 1
  const canReopen = (): boolean => hasDock() && panes.closed.length > 0
  const behaviour = (id: FrameCommand['id'], isEnabled: () => boolean, run: (dock: Dock) => void): FrameCommand => ({
    id,
    isEnabled,
    run: () => {
      if (panes.dock) run(panes.dock)
    },
  })
  return [
    behaviour('pane.splitRight', hasPane, (dock) => dock.split('right')),
    behaviour('pane.splitDown', hasPane, (dock) => dock.split('below')),
    behaviour('pane.close', hasPane, (dock) => dock.close()),
    behaviour('pane.closeOthers', hasSeveral, (dock) => dock.closeOthers()),
    behaviour('pane.reopen', canReopen, (dock) => dock.reopen()),
    behaviour('pane.next', hasSeveral, (dock) => dock.nextTab(1)),
    behaviour('pane.previous', hasSeveral, (dock) => dock.nextTab(-1)),
    behaviour('pane.moveNext', hasSeveral, (dock) => dock.moveTab(1)),
    behaviour('pane.movePrevious', hasSeveral, (dock) => dock.moveTab(-1)),
    behaviour('pane.focusNext', hasPane, (dock) => dock.nextGroup(1)),
    behaviour('pane.focusPrevious', hasPane, (dock) => dock.nextGroup(-1)),
    behaviour('pane.grow', hasGroups, (dock) => dock.resize(1)),
    behaviour('pane.shrink', hasGroups, (dock) => dock.resize(-1)),
    behaviour(
      'pane.maximise',
      () => hasGroups() || panes.isMaximised,
      (dock) => dock.toggleMaximised(),
    ),
    behaviour('pane.reset', hasDock, (dock) => dock.reset()),
    { id: 'window.rail', isEnabled: hasDock, run: layout.toggleRail },
    {
      id: 'window.timeStrip',
      isEnabled: hasDock,
      run: () => {
        layout.isStripOpen = !layout.isStripOpen
      },
    },
    ...instantCommands(),
  ]
}
