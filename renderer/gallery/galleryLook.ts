// What the address of the gallery asks for.
import type { Language } from '../../shared/lib/localText.ts'

export const THEMES = ['light', 'dark', 'contrast'] as const
export const DENSITIES = ['compact', 'comfortable'] as const
export const LANGUAGES = ['en', 'zh-CN'] as const satisfies readonly Language[]

export interface GalleryLook {
  page: string
  theme: (typeof THEMES)[number]
  density: (typeof DENSITIES)[number]
  language: (typeof LANGUAGES)[number]
}

export function lookOf(search: string): GalleryLook {
  const query = new URLSearchParams(search)
  const oneOf = <T extends string>(choices: readonly [T, ...T[]], name: string): T =>
    choices.find((choice) => choice === query.get(name)) ?? choices[0]
  return {
    page: query.get('page') ?? '',
    theme: oneOf(THEMES, 'theme'),
    density: oneOf(DENSITIES, 'density'),
    language: oneOf(LANGUAGES, 'language'),
  }
}

export const addressOf = (look: GalleryLook): string => `?${new URLSearchParams({ ...look }).toString()}`
