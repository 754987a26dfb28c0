// The keys of linked charts: what their commands (shared/commands/scopedCommands.ts) do to the cross-hair and the brush.
import type { Stretch } from '../../charts/brush.ts'
import {
  drawnBrush,
  movedCross,
  shiftedBrush,
  type ChartKeyLimits,
  type ChartKeyState,
  type ChartMove,
} from '../../charts/chartKeys.ts'
import { useKeys } from '../../composables/useKeys.ts'

interface Parts {
  element: () => HTMLElement | null
  /** The cross-hair and the brush. */
  state: () => Pick<ChartKeyState, 'cross' | 'range'>
  limits: () => ChartKeyLimits
  onCross: (at: number) => void
  onRange: (range: Stretch | null) => void
  onPick: (at: number) => void
  onZoom: () => void
  onBack: () => void
}

/** Gives back what ends a drawing: the pointer took over. */
export function useChartKeys(parts: Parts): () => void {
  let anchor: number | null = null
  const state = (): ChartKeyState => ({ ...parts.state(), anchor })

  const move = (by: ChartMove['by'], direction: 1 | -1) => (): boolean => {
    const at = movedCross({ by, direction }, state(), parts.limits())
    anchor = null
    if (at !== null) parts.onCross(at)
    return at !== null
  }
  const draw = (by: ChartMove['by'], direction: 1 | -1) => (): boolean => {
    const drawn = drawnBrush({ by, direction }, state(), parts.limits())
    if (!drawn) return false
    anchor = drawn.anchor
    parts.onCross(drawn.cross)
    parts.onRange(drawn.range)
    return true
  }
  const shift = (by: ChartMove['by'], direction: 1 | -1) => (): boolean => {
    const range = shiftedBrush({ by, direction }, parts.state().range, parts.limits().domain)
    if (range) parts.onRange(range)
    return range !== null
  }
  function pick(): boolean {
    const { cross } = parts.state()
    if (cross !== null) parts.onPick(cross)
    return cross !== null
  }

  useKeys(
    parts.element,
    'chart',
    {
      'chart.previous': move('step', -1),
      'chart.next': move('step', 1),
      'chart.previousPoint': move('point', -1),
      'chart.nextPoint': move('point', 1),
      'chart.pageBack': move('page', -1),
      'chart.pageOn': move('page', 1),
      'chart.first': move('end', -1),
      'chart.last': move('end', 1),
      'chart.drawPrevious': draw('step', -1),
      'chart.drawNext': draw('step', 1),
      'chart.drawPreviousPoint': draw('point', -1),
      'chart.drawNextPoint': draw('point', 1),
      'chart.drawPageBack': draw('page', -1),
      'chart.drawPageOn': draw('page', 1),
      'chart.drawToStart': draw('end', -1),
      'chart.drawToEnd': draw('end', 1),
      'chart.shiftLeft': shift('step', -1),
      'chart.shiftRight': shift('step', 1),
      'chart.shiftToStart': shift('end', -1),
      'chart.shiftToEnd': shift('end', 1),
      'chart.zoom': () => (parts.state().range ? parts.onZoom() : pick()),
      'chart.pick': pick,
      'chart.back': () => parts.onBack(),
    },
    { isSelf: true },
  )
  return () => (anchor = null)
}
