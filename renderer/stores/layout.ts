import { defineStore } from 'pinia'
import { computed, ref, watch, type Ref } from 'vue'

/** A number kept on this computer until it is set again; without storage it lasts as long as the window. */
function keptNumber(name: string, initial: number): Ref<number> {
  const key = `heapcase.layout.${name}`
  const value = ref(initial)
  try {
    const kept = Number(localStorage.getItem(key) ?? Number.NaN)
    if (Number.isFinite(kept)) value.value = kept
  } catch {
    return value
  }
  watch(value, (next) => localStorage.setItem(key, String(next)))
  return value
}

/** Kept on this computer as one of `choices`. */
function keptChoice<Choice extends string>(name: string, initial: Choice, choices: readonly Choice[]): Ref<Choice> {
  const key = `heapcase.layout.${name}`
  const value = ref(initial) as Ref<Choice>
  try {
    value.value = choices.find((choice) => choice === localStorage.getItem(key)) ?? initial
  } catch {
    return value
  }
  watch(value, (next) => localStorage.setItem(key, next))
  return value
}

export const INSPECTOR = { narrowest: 240, usual: 304, widest: 640 } as const

/** Below this width of the window the rail shows its icons only; with a wide view open already below the second. */
const RAIL_NEEDS = 1200
const RAIL_NEEDS_BESIDE_WIDE = 1600

/** How the parts of the frame are arranged around the panes. */
export const useLayoutStore = defineStore('layout', () => {
  const isInspectorOpen = ref(true)
  const inspectorWidth = keptNumber('inspectorWidth', INSPECTOR.usual)
  const isStripOpen = ref(true)
  /** `auto`: as the window's width allows. */
  const rail = keptChoice('rail', 'auto', ['auto', 'wide', 'narrow'])
  /** Height of the lower pane of Sources (raw lines), in pixels. */
  const sourceDetailHeight = keptNumber('sourceDetailHeight', 320)
  /** Share of the GC cycles view that its charts take. */
  const gcChartShare = keptNumber('gcChartShare', 0.52)
  /** Height of what lies below the tables of the Goroutines view, and the width of the goroutines in it, in pixels. */
  const goroutineDetailHeight = keptNumber('goroutineDetailHeight', 240)
  const goroutineMembersWidth = keptNumber('goroutineMembersWidth', 420)
  /** … of the Memory view that its classes over time take, of Series and Scheduler that their charts take. */
  const memoryChartShare = keptNumber('memoryChartShare', 0.3)
  const seriesChartShare = keptNumber('seriesChartShare', 0.52)
  const schedulerChartShare = keptNumber('schedulerChartShare', 0.68)
  /** Height of the table below the flame graph, in pixels; short windows keep most for the graph. */
  const profileTableHeight = keptNumber(
    'profileTableHeight',
    Math.round(Math.max(200, 240 + (window.innerHeight - 800) * 0.6)),
  )

  /** Which of its two lists the Findings view shows; its inspector follows. */
  const findingsTab = ref<'found' | 'rules'>('found')

  /** Stacks show the runtime's own frames as one line. */
  const foldsRuntimeFrames = ref(true)

  function toggleInspector(): void {
    isInspectorOpen.value = !isInspectorOpen.value
  }

  function resizeInspector(width: number): void {
    inspectorWidth.value = Math.round(Math.min(INSPECTOR.widest, Math.max(INSPECTOR.narrowest, width)))
  }

  /** What the rail has to do with: the window's width, and whether a wide view is open. The frame tells it. */
  const room = ref({ width: window.innerWidth, hasWideView: false })
  /** Whether the rail shows icons only. */
  const isRailNarrow = computed(() => {
    if (rail.value !== 'auto') return rail.value === 'narrow'
    return room.value.width < (room.value.hasWideView ? RAIL_NEEDS_BESIDE_WIDE : RAIL_NEEDS)
  })
  function toggleRail(): void {
    rail.value = isRailNarrow.value ? 'wide' : 'narrow'
  }

  return {
    isInspectorOpen,
    inspectorWidth,
    isStripOpen,
    rail,
    sourceDetailHeight,
    gcChartShare,
    memoryChartShare,
    seriesChartShare,
    schedulerChartShare,
    profileTableHeight,
    goroutineDetailHeight,
    goroutineMembersWidth,
    findingsTab,
    foldsRuntimeFrames,
    toggleInspector,
    resizeInspector,
    room,
    isRailNarrow,
    toggleRail,
  }
})
