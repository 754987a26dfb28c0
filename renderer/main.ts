import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import App from './App.vue'
import { onEvent, setBridge } from './api/client.ts'
import { loadStage } from './frame/loadStage.ts'
import { i18n, showLanguage } from './i18n/index.ts'
import { bindSelection, createSelectionRouter, linkOf } from './router.ts'
import { hasKeptCase, useCaseStore } from './stores/caseStore.ts'
import { useJobStore } from './stores/jobs.ts'
import { usePreferencesStore } from './stores/preferences.ts'
import { useSharedSelection } from './stores/selection.ts'
import './styles/global.css'

async function start(): Promise<void> {
  setBridge(window.heapcase ?? (await (await import('./api/loopbackBridge.ts')).createLoopbackBridge()))

  const app = createApp(App)
  app.use(createPinia())
  app.use(i18n)

  const preferences = usePreferencesStore()
  const cases = useCaseStore()
  const jobs = useJobStore()
  const selection = useSharedSelection()
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
      const contrast = isHighContrast ? 'more' : undefined
      // Only what changed: drawings read their colours again whenever one of these is written.
      for (const [name, value] of Object.entries({ theme, density, contrast }))
        if (value === undefined) delete dataset[name]
        else if (dataset[name] !== value) dataset[name] = value
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
  // A page that comes back to its case fetches the panes meanwhile.
  if (hasKeptCase()) void loadStage()
  app.use(router)
  await router.isReady().catch(() => undefined)
  const [link] = await Promise.all([
    Promise.resolve(linkOf(router.currentRoute.value.path, router.currentRoute.value.query)),
    cases.resume(),
    jobs.load(),
  ])
  const pane: unknown = router.options.history.state['pane']
  if (!cases.isOpen) selection.restore(link.view === 'help' ? link : { view: 'home' })
  else if (link.view !== 'home') selection.restore(link, typeof pane === 'string' ? pane : null)
  else selection.clear()
  bindSelection(router, selection, () => cases.opened?.path ?? null)
  app.mount('#app')
  void import('./styles/chineseFaces.ts').then(({ addChineseFaces }) => addChineseFaces())
}

void start()
