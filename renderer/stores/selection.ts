import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { FindingKey, LifeId, SourceId, TimeRange, ViewLink, ViewName } from '../../shared/records/index.ts'

/** What the investigator is looking at. Every view reads it, so zooming one zooms all; a link holds all of it. */
export const useSelectionStore = defineStore('selection', () => {
  const view = ref<ViewName>('home')
  const range = shallowRef<TimeRange | null>(null)
  const sourceId = ref<SourceId | null>(null)
  const lifeId = ref<LifeId | null>(null)
  /** A GC cycle's number within lifeId. */
  const cycle = ref<number | null>(null)
  const functionName = ref<string | null>(null)
  /** `type/unit` of the profile's column shown. */
  const sampleType = ref<string | null>(null)
  /** The profile compared against. */
  const baseSourceId = ref<SourceId | null>(null)
  const findingKey = ref<FindingKey | null>(null)
  /** Lines shown in the Sources view, 1-based. */
  const lines = shallowRef<{ from: number; to: number } | null>(null)
  /** Topic of the help. */
  const helpTopic = ref<string | null>(null)
  /** Counts the steps that belong into the history; the router pushes one entry for each. */
  const steps = ref(0)

  /** The selection as a link: what the address shows, what "copy link" copies and annotations are cited by. */
  const link = computed<ViewLink>(() => ({
    view: view.value,
    ...(range.value && { range: range.value }),
    ...(sourceId.value !== null && { sourceId: sourceId.value }),
    ...(lifeId.value !== null && { lifeId: lifeId.value }),
    ...(cycle.value !== null && { cycle: cycle.value }),
    ...(functionName.value !== null && { functionName: functionName.value }),
    ...(sampleType.value !== null && { sampleType: sampleType.value }),
    ...(baseSourceId.value !== null && { baseSourceId: baseSourceId.value }),
    ...(findingKey.value !== null && { findingKey: findingKey.value }),
    ...(lines.value && { lines: lines.value }),
    ...(helpTopic.value !== null && { helpTopic: helpTopic.value }),
  }))

  /** Takes a link over as it is; what it does not name is let go. Makes no step of history: the router calls it. */
  function restore(next: ViewLink): void {
    view.value = next.view
    range.value = next.range ?? null
    sourceId.value = next.sourceId ?? null
    lifeId.value = next.lifeId ?? null
    cycle.value = next.cycle ?? null
    functionName.value = next.functionName ?? null
    sampleType.value = next.sampleType ?? null
    baseSourceId.value = next.baseSourceId ?? null
    findingKey.value = next.findingKey ?? null
    lines.value = next.lines ?? null
    helpTopic.value = next.helpTopic ?? null
  }

  /** Goes where a link points, as one step of history. */
  function show(next: ViewLink): void {
    restore(next)
    steps.value++
  }

  /** Changes the view and keeps everything else that is selected. */
  function goTo(next: ViewName): void {
    if (view.value === next) return
    view.value = next
    lines.value = null
    helpTopic.value = null
    steps.value++
  }

  /** Opens the help and keeps everything that is selected: who has read goes on where they were. */
  function openHelp(topic: string): void {
    if (view.value === 'help' && helpTopic.value === topic) return
    view.value = 'help'
    helpTopic.value = topic
    steps.value++
  }

  /** Zooms every view that shows this axis. */
  function zoomTo(next: TimeRange): void {
    range.value = next
  }
  function showAll(): void {
    range.value = null
  }

  /** Forgets what was selected in the case before. */
  function clear(): void {
    restore({ view: 'overview' })
    steps.value++
  }

  return {
    view,
    range,
    sourceId,
    lifeId,
    cycle,
    functionName,
    sampleType,
    baseSourceId,
    findingKey,
    lines,
    helpTopic,
    steps,
    link,
    restore,
    show,
    goTo,
    openHelp,
    zoomTo,
    showAll,
    clear,
  }
})
