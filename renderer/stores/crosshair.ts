import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Axis } from '../../shared/records/index.ts'

export interface Crosshair {
  axis: Axis
  /** ms on the axis. */
  at: number
  /** The charts the pointer or the keyboard is on. */
  owner: string
}

/** The instant somebody points at: every chart on the same axis shows it, in whatever pane it is. */
export const useCrosshairStore = defineStore('crosshair', () => {
  const crosshair = shallowRef<Crosshair | null>(null)

  function point(owner: string, axis: Axis, at: number): void {
    crosshair.value = { owner, axis, at }
  }
  /** Only by the one who pointed. */
  function leave(owner: string): void {
    if (crosshair.value?.owner === owner) crosshair.value = null
  }

  return { crosshair, point, leave }
})
