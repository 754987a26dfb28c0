import type { GoroutineStatusCount } from '../../../shared/contract/caseCalls.ts'
import type { GoroutineState } from '../../../shared/records/index.ts'

export interface StatePiece {
  state: GoroutineState
  x: number
  y: number
  width: number
  height: number
}

/** In the order they are drawn; the heights say the same as the colours: running fills, runnable is half, waiting is a line. */
const STATES: readonly { state: GoroutineState; height: number }[] = [
  { state: 'running', height: 10 },
  { state: 'runnable', height: 6 },
  { state: 'syscall', height: 10 },
  { state: 'waiting', height: 4 },
  { state: 'undetermined', height: 2 },
]
const MIDDLE = 6

/** Pieces of a bar whose width stands for `of` goroutines; what there is at all has at least a pixel. */
export function stateShares(statuses: readonly GoroutineStatusCount[], of: number, width: number): StatePiece[] {
  const pieces: StatePiece[] = []
  let x = 0
  for (const { state, height } of STATES) {
    const count = statuses.reduce((sum, status) => sum + (status.state === state ? status.goroutines : 0), 0)
    if (count === 0 || of <= 0) continue
    const piece = Math.max(1, Math.round((count / of) * width))
    pieces.push({ state, x, y: MIDDLE - height / 2, width: Math.min(piece, Math.max(1, width - x)), height })
    x += piece
  }
  return pieces
}
