import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { onEvent, setBridge } from './api/client.ts'
import { i18n, showLanguage } from './i18n/index.ts'
import { bindSelection, createSelectionRouter, linkOf } from './router.ts'
import { useCaseStore } from './stores/caseStore.ts'
import { useJobStore } from './stores/jobs.ts'
import { usePreferencesStore } from './stores/preferences.ts'
import { useSelectionStore } from './stores/selection.ts'
import './styles/global.css'

async function start(): Promise<void> {
  setBridge(window.heapcase ?? (await (await import('./api/loopbackBridge.ts')).createLoopbackBridge()))

  const app = createApp(App)
  app.use(createPinia())
  app.use(i18n)

  const preferences = usePreferencesStore()
  const cases = useCaseStore()
  const jobs = useJobStore()
  const selection = useSelectionStore()
  onEvent((event) => {
    cases.onEvent(event)
    jobs.onEvent(event)
  })

  await preferences.load()
  preferences.watchSystem()
  watch(
    () => [preferences.shownTheme, preferences.isHighContrast, preferences.density] as const,
    ([theme, isHighContrast, density]) => {
      const { dataset } = document.documentElement
      dataset['theme'] = theme
      dataset['density'] = density
      if (isHighContrast) dataset['contrast'] = 'more'
      else delete dataset['contrast']
    },
    { immediate: true },
  )
  await showLanguage(preferences.spokenLanguage)
  watch(
    () => preferences.spokenLanguage,
    (language) => void showLanguage(language),
  )

  // The case first, then the address: an address of a case that could not be opened again leads Home.
  const router = createSelectionRouter()
  app.use(router)
  await router.isReady().catch(() => undefined)
  const [link] = await Promise.all([
    Promise.resolve(linkOf(router.currentRoute.value.path, router.currentRoute.value.query)),
    cases.resume(),
    jobs.load(),
  ])
  if (!cases.isOpen) selection.restore(link.view === 'help' ? link : { view: 'home' })
  else selection.restore(link.view === 'home' ? { view: 'overview' } : link)
  bindSelection(router, selection)
  app.mount('#app')
}

void start()
