import { join } from 'node:path'
import * as v from 'valibot'
import type { Preferences } from '../../shared/contract/appCalls.ts'
import { readJson, writeJson } from './jsonFile.ts'
import { author, bindings, density, environment, recentChoices, shownLanguage, theme, tour } from './schemaParts.ts'

export const DEFAULT_PREFERENCES: Preferences = {
  language: 'system',
  theme: 'system',
  density: 'compact',
  bindings: {},
  recentChoices: [],
  author: '',
  environment: 'pprof',
  tour: { step: 0, state: 'new' },
}

/** The entries that are keys of a command; what is damaged falls back to the command's own keys. */
const soundBindings = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((entries) => Object.entries(entries).filter(([id, keys]) => v.is(bindings, { [id]: keys }))),
  v.transform((sound) => Object.fromEntries(sound)),
  bindings,
)

/** A damaged or newer field falls back to its default; the others are kept. */
const Stored = v.object({
  language: v.fallback(shownLanguage, DEFAULT_PREFERENCES.language),
  theme: v.fallback(theme, DEFAULT_PREFERENCES.theme),
  density: v.fallback(density, DEFAULT_PREFERENCES.density),
  bindings: v.fallback(soundBindings, {}),
  recentChoices: v.fallback(recentChoices, []),
  author: v.fallback(author, DEFAULT_PREFERENCES.author),
  environment: v.fallback(environment, DEFAULT_PREFERENCES.environment),
  tour: v.fallback(tour, DEFAULT_PREFERENCES.tour),
})

/** How the window looks and speaks, kept in the user-data folder. */
export class PreferenceStore {
  readonly #path: string
  #current: Preferences | null = null

  constructor(userData: string) {
    this.#path = join(userData, 'preferences.json')
  }

  async get(): Promise<Preferences> {
    if (!this.#current) {
      const parsed = v.safeParse(Stored, await readJson(this.#path))
      this.#current = parsed.success ? parsed.output : { ...DEFAULT_PREFERENCES }
    }
    return this.#current
  }

  async set(change: Partial<Preferences>): Promise<Preferences> {
    this.#current = { ...(await this.get()), ...change }
    await writeJson(this.#path, this.#current)
    return this.#current
  }
}
