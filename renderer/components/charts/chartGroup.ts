// What linked charts share: the x axis, and what each of them says at one place of it.
import type { ComputedRef, InjectionKey } from 'vue'
import type { Stretch } from '../../charts/brush.ts'
import type { PlotMargins } from '../../charts/plot.ts'
import type { ReadoutLine } from '../../charts/readout.ts'
import type { TimeTicks } from '../../charts/scale.ts'

/** A place on the axis that is pointed at; CSS pixels from the charts' corner. */
export interface ChartCursor {
  value: number
  x: number
  y: number
}

/** One chart of a group. */
export interface ChartOfGroup {
  id: string
  /** Its figures at a place of the axis. */
  readout: (at: number) => ReadoutLine[]
}

export interface ChartGroupContext {
  domain: ComputedRef<Stretch>
  margins: ComputedRef<PlotMargins>
  ticks: (width: number) => TimeTicks
  /** What a place of the axis is called: `gc 425`, `14:56:59`. */
  place: (at: number) => string
  /** Until the returned function is called. */
  register: (chart: ChartOfGroup) => () => void
}

export const CHART_GROUP: InjectionKey<ChartGroupContext> = Symbol('chart group')
