// The texts of the help, Markdown by topic; a language is loaded when its help is first opened.
import type { Language } from '../../shared/lib/localText.ts'

/** Markdown by topic id. */
export type HelpTexts = Readonly<Record<string, string>>

/** Files of one language by topic: `./en/start.md` becomes `start`. */
export const byTopic = (files: Record<string, string>): HelpTexts =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace(/^.*\/(\w+)\.md$/, '$1'), text]))

const LOADERS: Record<Language, () => Promise<{ texts: HelpTexts }>> = {
  en: () => import('./en.ts'),
  'zh-CN': () => import('./zh-CN.ts'),
}

export const loadHelp = async (language: Language): Promise<HelpTexts> => (await LOADERS[language]()).texts
