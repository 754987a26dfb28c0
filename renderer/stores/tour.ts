import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { useCaseStore } from './caseStore.ts'
import { usePreferencesStore } from './preferences.ts'

/** Steps of the tour of the sample case, in their order; what each shows is in components/tour. */
export const TOUR_STEPS = ['claim', 'evidence', 'cycles', 'growth', 'refutation', 'verdict', 'report'] as const
export type TourStep = (typeof TOUR_STEPS)[number]

/** The tour: at home in the sample case, kept by the shell so that it goes on where it was left. */
export const useTourStore = defineStore('tour', () => {
  const cases = useCaseStore()
  const preferences = usePreferencesStore()

  const index = computed(() => Math.min(preferences.tour.step, TOUR_STEPS.length - 1))
  const step = computed<TourStep>(() => TOUR_STEPS[index.value] ?? 'claim')
  /** In any other case there is nothing to show, and nothing of the user's own is touched. */
  const isRunning = computed(() => preferences.tour.state === 'running' && cases.opened?.isSample === true)
  const isLast = computed(() => index.value === TOUR_STEPS.length - 1)

  const keep = (next: number, state: 'running' | 'left' | 'finished'): Promise<void> =>
    preferences.set({ tour: { step: next, state } })

  /** From where it was left, or from the beginning. The sample case must be open or opening. */
  function start(): Promise<void> {
    return keep(preferences.tour.state === 'finished' ? 0 : index.value, 'running')
  }
  function next(): void {
    if (isLast.value) void keep(0, 'finished')
    else void keep(index.value + 1, 'running')
  }
  function back(): void {
    if (index.value > 0) void keep(index.value - 1, 'running')
  }
  function leave(): void {
    if (preferences.tour.state === 'running') void keep(index.value, 'left')
  }

  // Another case was opened, or the sample closed: that is leaving, too.
  watch(
    () => cases.opened,
    (now, before) => {
      if (before?.isSample && !now?.isSample) leave()
    },
  )

  return { index, step, isRunning, isLast, start, next, back, leave }
})
