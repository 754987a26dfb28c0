import { computed, type ComputedRef } from 'vue'
import type { Language, LocalText } from '../../shared/lib/localText.ts'
import { localized } from '../i18n/index.ts'
import { usePreferencesStore } from '../stores/preferences.ts'

/** The language shown, and the engine's sentences in it. */
export function useLanguage(): {
  language: ComputedRef<Language>
  say: (text: LocalText | null | undefined) => string
} {
  const preferences = usePreferencesStore()
  const language = computed(() => preferences.shownLanguage)
  return { language, say: (text) => (text ? localized(text) : '') }
}
