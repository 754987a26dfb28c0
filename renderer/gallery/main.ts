import { createPinia } from 'pinia'
import { createApp, type App } from 'vue'
import { setBridge } from '../api/client.ts'
import { i18n, showLanguage } from '../i18n/index.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import '../styles/global.css'
import GalleryApp from './GalleryApp.vue'
import { lookOf } from './galleryLook.ts'

/** Parts are shown without a shell behind them: whatever they ask is refused. */
setBridge({
  call: () => Promise.resolve({ ok: false, error: { code: 'gallery/none', message: 'There is no shell here.' } }),
  data: () => Promise.reject(new Error('There is no shell here.')),
  onEvent: () => () => undefined,
} as never)

let shown: App | null = null

/** What the address says; asked again where it changes without a load of the page, as a test does. */
async function show(): Promise<void> {
  shown?.unmount()
  const look = lookOf(location.search)
  const { dataset } = document.documentElement
  dataset['theme'] = look.theme === 'dark' ? 'dark' : 'light'
  dataset['density'] = look.density
  if (look.theme === 'contrast') dataset['contrast'] = 'more'
  else delete dataset['contrast']
  const app = createApp(GalleryApp, { look })
  shown = app
  app.use(createPinia())
  app.use(i18n)
  const preferences = usePreferencesStore()
  Object.assign(preferences, { theme: look.theme, density: look.density, language: look.language })
  await showLanguage(look.language)
  await document.fonts.ready
  app.mount('#app')
  dataset['shows'] = location.search
}

window.addEventListener('popstate', () => void show())
void show()
