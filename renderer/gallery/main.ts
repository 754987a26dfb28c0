import { createPinia } from 'pinia'
import { createApp } from 'vue'
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

async function start(): Promise<void> {
  const look = lookOf(location.search)
  const { dataset } = document.documentElement
  dataset['theme'] = look.theme === 'dark' ? 'dark' : 'light'
  dataset['density'] = look.density
  if (look.theme === 'contrast') dataset['contrast'] = 'more'
  const app = createApp(GalleryApp, { look })
  app.use(createPinia())
  app.use(i18n)
  const preferences = usePreferencesStore()
  Object.assign(preferences, { theme: look.theme, density: look.density, language: look.language })
  await showLanguage(look.language)
  await document.fonts.ready
  app.mount('#app')
}

void start()
