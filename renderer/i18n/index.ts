// The window's words. One pair of files per area, `<area>.en.json` and `<area>.zh-CN.json`, compiled while building;
// a message is named `<area>.<key>`. A language is loaded when it is first shown.
import { createI18n } from 'vue-i18n'
import type { Language, LocalText } from '../../shared/lib/localText.ts'

type Messages = Record<string, object>
type Areas = Record<string, { default: object }>

/** A language the window can show: those of people, and the one of developers (pseudo.ts). */
export type ShownLanguage = Language | 'pseudo'

let pseudoText = (text: string): string => text
const LOADERS: Record<ShownLanguage, () => Promise<{ messages: Messages }>> = {
  en: () => import('./en.ts'),
  'zh-CN': () => import('./zh-CN.ts'),
  async pseudo() {
    const [pseudo, { messages }] = await Promise.all([import('./pseudo.ts'), import('./en.ts')])
    pseudoText = pseudo.pseudoText
    return { messages: pseudo.pseudoMessages(messages) }
  },
}

/** Files of one language by area: `./sources.en.json` becomes `sources`. */
export function byArea(files: Areas): Messages {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path.replace(/^\.\/([\w-]+)\..*$/, '$1'), file.default]),
  )
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: {},
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
})

/** Shows a language: loads its messages if they are new, and tells the document for fonts and screen readers. */
export async function showLanguage(language: ShownLanguage): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    const { messages } = await LOADERS[language]()
    i18n.global.setLocaleMessage(language, messages as never)
  }
  const { locale } = i18n.global as { locale: { value: string } }
  locale.value = language
  document.documentElement.lang = language === 'pseudo' ? 'en-x-pseudo' : language
}

type Translate = (key: string, values: Record<string, unknown>, plural?: number) => string

/** For code outside components, such as commands; with `plural`, the form for so many. */
export const translate = (key: string, values: Record<string, unknown> = {}, plural?: number): string => {
  const t = i18n.global.t as Translate
  return plural === undefined ? t(key, values) : t(key, values, plural)
}

/** A text that comes in every language, in the one shown. */
export function localized(text: LocalText): string {
  const locale: string = i18n.global.locale.value
  return locale === 'pseudo' ? pseudoText(text.en) : text[locale as Language]
}
