// What a picture is taken in: theme × density × language.

export const THEMES = ['light', 'dark', 'contrast', 'forced'] as const
export const DENSITIES = ['compact', 'comfortable'] as const
export const LANGUAGES = ['en', 'zh-CN'] as const

export interface Look {
  /** `forced`: the colours of the system, as with Windows' contrast themes. */
  theme: (typeof THEMES)[number]
  density: (typeof DENSITIES)[number]
  language: (typeof LANGUAGES)[number]
}

export const ALL_LOOKS: readonly Look[] = THEMES.flatMap((theme) =>
  DENSITIES.flatMap((density) => LANGUAGES.map((language) => ({ theme, density, language }))),
)

/** The end of a picture's name: `dark.compact.en`. */
export const lookName = ({ theme, density, language }: Look): string => `${theme}.${density}.${language}`
