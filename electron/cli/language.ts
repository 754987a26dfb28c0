import type { Language } from '../../shared/lib/localText.ts'
import { LANGUAGES } from '../../shared/lib/localText.ts'
import { UsageError, textOption } from './command.ts'
import type { OptionValues } from './command.ts'

export const LANGUAGE_OPTION = { lang: { type: 'string' } } as const
export const LANGUAGE_HELP = '      --lang en|zh-CN    language of findings and report; the default is'

/** The language asked for; null where none was. Throws UsageError for another one. */
export function languageOption(values: OptionValues): Language | null {
  const asked = textOption(values, 'lang')
  if (asked === null) return null
  const language = LANGUAGES.find((known) => known.toLowerCase() === asked.toLowerCase())
  if (!language) throw new UsageError(`--lang knows ${LANGUAGES.join(' and ')}, not ${asked}`)
  return language
}
