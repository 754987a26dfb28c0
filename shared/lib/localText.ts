/** The languages of the window and the report. */
export type Language = 'en' | 'zh-CN'
export const LANGUAGES: readonly Language[] = ['en', 'zh-CN']

/** A sentence the engine says, in every language at once: what the case stores reads well whoever opens it. */
export type LocalText = Readonly<Record<Language, string>>

export const localText = (en: string, zh: string): LocalText => ({ en, 'zh-CN': zh })

/** The same words in both languages: a function, a file, a figure. */
export const sameText = (text: string): LocalText => ({ en: text, 'zh-CN': text })
