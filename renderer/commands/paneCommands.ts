import { translate as t } from '../i18n/index.ts'
import { useCaseStore } from '../stores/caseStore.ts'
import type { Command } from '../stores/commands.ts'
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
function instantCommands(): Command[] {
  const cases = useCaseStore()
  const selection = useSharedSelection()
  const hasTimes = (): boolean => cases.isOpen && cases.overview?.range?.axis.kind === 'wall'
  const place = (which: 'b' | 'c'): Command => ({
    id: which === 'b' ? 'time.placeB' : 'time.placeC',
    group: 'selection',
    title: () => t(`panes.commands.place${which.toUpperCase()}`),
    icon: 'flag',
    keys: [`t ${which}`],
    isEnabled: hasTimes,
    run: () => selection.setInstant(which, placeOfInstant(which)),
  })
  return [
    place('b'),
    place('c'),
    {
      id: 'time.removeInstants',
      group: 'selection',
      title: () => t('timeStrip.removeInstants'),
      icon: 'close',
      keys: ['t x'],
      isEnabled: () => Object.keys(selection.instants).length > 0,
      run: () => {
        selection.setInstant('b', null)
        selection.setInstant('c', null)
      },
    },
  ]
}

/** Panes: split, move, close, reopen, and the way from one to the next; every one of them works without a pointer. */
export function paneCommands(): Command[] {
  const panes = usePaneStore()
  const layout = useLayoutStore()
  const hasDock = (): boolean => panes.dock !== null
  const hasPane = (): boolean => hasDock() && panes.panes.length > 0
  const hasSeveral = (): boolean => hasDock() && panes.panes.length > 1
  const hasGroups = (): boolean => hasDock() && panes.groups > 1
  const command = (
    name: string,
    icon: string,
    keys: readonly string[],
    isEnabled: () => boolean,
    run: (dock: Dock) => void,
  ): Command => ({
    id: `pane.${name}`,
    group: 'window',
    title: () => t(`panes.commands.${name}`),
    icon,
    keys,
    isEnabled,
    run: () => {
      if (panes.dock) run(panes.dock)
    },
  })
  return [
    command('splitRight', 'split', ['$mod+Backslash'], hasPane, (dock) => dock.split('right')),
    command('splitDown', 'split', ['$mod+Shift+Backslash'], hasPane, (dock) => dock.split('below')),
    command('close', 'close', ['Alt+KeyW'], hasPane, (dock) => dock.close()),
    command('closeOthers', 'close', [], hasSeveral, (dock) => dock.closeOthers()),
    command(
      'reopen',
      'undo',
      ['Alt+Shift+KeyW'],
      () => hasDock() && panes.closed.length > 0,
      (dock) => dock.reopen(),
    ),
    command('next', 'forward', ['Alt+BracketRight'], hasSeveral, (dock) => dock.nextTab(1)),
    command('previous', 'back', ['Alt+BracketLeft'], hasSeveral, (dock) => dock.nextTab(-1)),
    command('moveNext', 'forward', ['Alt+Shift+BracketRight'], hasSeveral, (dock) => dock.moveTab(1)),
    command('movePrevious', 'back', ['Alt+Shift+BracketLeft'], hasSeveral, (dock) => dock.moveTab(-1)),
    command('focusNext', 'forward', ['F6'], hasPane, (dock) => dock.nextGroup(1)),
    command('focusPrevious', 'back', ['Shift+F6'], hasPane, (dock) => dock.nextGroup(-1)),
    command('grow', 'plus', ['Alt+Equal'], hasGroups, (dock) => dock.resize(1)),
    command('shrink', 'collapse', ['Alt+Minus'], hasGroups, (dock) => dock.resize(-1)),
    command(
      'maximise',
      'external',
      ['Alt+KeyM'],
      () => hasGroups() || panes.isMaximised,
      (dock) => dock.toggleMaximised(),
    ),
    command('reset', 'refresh', [], hasDock, (dock) => dock.reset()),
    {
      id: 'window.rail',
      group: 'window',
      title: () => t('panes.commands.rail'),
      icon: 'collapse',
      keys: ['$mod+Shift+KeyB'],
      isEnabled: hasDock,
      run: layout.toggleRail,
    },
    {
      id: 'window.timeStrip',
      group: 'window',
      title: () => t('panes.commands.timeStrip'),
      icon: 'eye',
      isEnabled: hasDock,
      run: () => {
        layout.isStripOpen = !layout.isStripOpen
      },
    },
    ...instantCommands(),
  ]
}
