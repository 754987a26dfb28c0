import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { ENVIRONMENT, ENVIRONMENTS, type EnvironmentId } from '../../shared/collecting/environments.ts'
import type { CommandValues } from '../../shared/collecting/script.ts'
import { usePreferencesStore } from './preferences.ts'

const KEY = 'heapcase.collecting'
const MOST = 200

/** What was filled in before, as far as it is text of known variables. */
function kept(): Record<string, string> {
  const names = new Set(ENVIRONMENTS.flatMap((id) => ENVIRONMENT[id].variables.map(({ name }) => name)))
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>
    return Object.fromEntries(
      Object.entries(read).flatMap(([name, value]) =>
        names.has(name) && typeof value === 'string' ? [[name, value.slice(0, MOST)]] : [],
      ),
    )
  } catch {
    return {}
  }
}

/** Where the service runs that commands are shown for: kept on this computer, not in any case. */
export const useCollectingStore = defineStore('collecting', () => {
  const preferences = usePreferencesStore()
  const values = ref<Record<string, string>>(kept())
  const environment = computed({
    get: (): EnvironmentId => preferences.environment,
    set: (next: EnvironmentId) => void preferences.set({ environment: next }),
  })
  const given = computed<CommandValues>(() => values.value)

  function set(name: string, value: string): void {
    values.value = { ...values.value, [name]: value.slice(0, MOST) }
  }
  watch(values, (next) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(next))
    } catch {
      // Without storage they last as long as the window.
    }
  })

  return { values, given, environment, set }
})
