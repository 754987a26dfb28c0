import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AppInfo, Preferences } from '../../shared/contract/appCalls.ts'
import type { Language } from '../../shared/lib/localText.ts'
import { callApp } from '../api/client.ts'

const matches = (query: string): boolean => window.matchMedia(query).matches

/** How the window looks and speaks: kept by the shell, the same for every case. */
export const usePreferencesStore = defineStore('preferences', () => {
  const language = ref<Preferences['language']>('system')
  const theme = ref<Preferences['theme']>('system')
  const density = ref<Preferences['density']>('compact')
  /** Keys given by the user, by command; see shared/commands. */
  const bindings = shallowRef<Preferences['bindings']>({})
  const recentChoices = shallowRef<Preferences['recentChoices']>([])
  const author = ref('')
  const environment = ref<Preferences['environment']>('pprof')
  const tour = ref<Preferences['tour']>({ step: 0, state: 'new' })
  const app = ref<AppInfo | null>(null)
  /** Kept in step with the system by `watchSystem`. */
  const systemIsDark = ref(matches('(prefers-color-scheme: dark)'))
  const systemWantsContrast = ref(matches('(prefers-contrast: more)'))

  /** The language shown, after `system` is resolved. */
  const shownLanguage = computed<Language>(() => {
    if (language.value === 'pseudo') return 'en'
    if (language.value !== 'system') return language.value
    return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
  })
  /** The language of the window's own words, which developers may have drawn out. */
  const spokenLanguage = computed<Language | 'pseudo'>(() =>
    language.value === 'pseudo' && app.value?.isDevelopment ? 'pseudo' : shownLanguage.value,
  )
  /** The palette shown: charts choose their colours by it. */
  const shownTheme = computed<'light' | 'dark'>(() => {
    if (theme.value === 'light' || theme.value === 'dark') return theme.value
    return systemIsDark.value ? 'dark' : 'light'
  })
  const isHighContrast = computed(
    () => theme.value === 'contrast' || (theme.value === 'system' && systemWantsContrast.value),
  )

  function take(next: Preferences): void {
    language.value = next.language
    theme.value = next.theme
    density.value = next.density
    bindings.value = next.bindings
    recentChoices.value = next.recentChoices
    author.value = next.author
    environment.value = next.environment
    tour.value = next.tour
  }

  async function load(): Promise<void> {
    const [kept, info] = await Promise.all([callApp('app.getPreferences', {}), callApp('app.info', {})])
    if (kept.ok) take(kept.value)
    if (info.ok) app.value = info.value
  }

  /** Applies at once; the shell keeps it. */
  async function set(change: Partial<Preferences>): Promise<void> {
    take({
      language: language.value,
      theme: theme.value,
      density: density.value,
      bindings: bindings.value,
      recentChoices: recentChoices.value,
      author: author.value,
      environment: environment.value,
      tour: tour.value,
      ...change,
    })
    await callApp('app.setPreferences', change)
  }

  /** Follows the system's colours until the returned function is called. */
  function watchSystem(): () => void {
    const queries = [
      { query: window.matchMedia('(prefers-color-scheme: dark)'), target: systemIsDark },
      { query: window.matchMedia('(prefers-contrast: more)'), target: systemWantsContrast },
    ]
    const listeners = queries.map(({ query, target }) => {
      const listener = (): void => {
        target.value = query.matches
      }
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    })
    return () => listeners.forEach((stop) => stop())
  }

  return {
    language,
    theme,
    density,
    bindings,
    recentChoices,
    author,
    environment,
    tour,
    app,
    shownLanguage,
    spokenLanguage,
    shownTheme,
    isHighContrast,
    load,
    set,
    watchSystem,
  }
})
