import type { GoroutineStatusCount } from '../../../shared/contract/caseCalls.ts'
import type { GoroutineState } from '../../../shared/records/index.ts'
import { PALETTE_TOKENS } from '../../charts/palette.ts'
import { STATE_STYLES, type LaneMark } from '../../charts/semantics.ts'

export interface StatePiece {
  state: GoroutineState
  x: number
  y: number
  width: number
  height: number
}

/** In the order they are drawn. */
const STATES: readonly GoroutineState[] = ['running', 'runnable', 'syscall', 'waiting', 'undetermined']
/** The heights say the same as the colours: running fills, runnable is half, waiting is a line. */
const HEIGHTS: Record<LaneMark, number> = { full: 10, edge: 10, half: 6, below: 4, line: 4, dotted: 2 }
const MIDDLE = 6

export const stateHeight = (state: GoroutineState): number => HEIGHTS[STATE_STYLES[state].mark]
export const stateColour = (state: GoroutineState): string => `var(${PALETTE_TOKENS[STATE_STYLES[state].role]})`

/** Pieces of a bar whose width stands for `of` goroutines; what there is at all has at least a pixel. */
export function stateShares(statuses: readonly GoroutineStatusCount[], of: number, width: number): StatePiece[] {
  const pieces: StatePiece[] = []
  let x = 0
  for (const state of STATES) {
    const count = statuses.reduce((sum, status) => sum + (status.state === state ? status.goroutines : 0), 0)
    if (count === 0 || of <= 0) continue
    const height = stateHeight(state)
    const piece = Math.max(1, Math.round((count / of) * width))
    pieces.push({ state, x, y: MIDDLE - height / 2, width: Math.min(piece, Math.max(1, width - x)), height })
    x += piece
  }
  return pieces
}
