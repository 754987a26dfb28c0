import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  canonicalKeys,
  COMMANDS,
  GROUP_TITLES,
  keysClash,
  keysForPeople,
  reservedBy,
  type DeclaredCommand,
} from '../../../shared/commands/index.ts'
import { MENUS } from '../../../shared/commands/menu.ts'
import { LANGUAGES } from '../../../shared/lib/localText.ts'
import { iconNamed } from '../../../renderer/components/icons.ts'

const PLATFORMS = [{ isMac: true }, { isMac: false }]
const words = (text: string): boolean => text.trim() !== ''

describe('declared commands', () => {
  it('have ids that are unique and can be kept', () => {
    const ids = COMMANDS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z][\w-]*(\.[\w-]+)+$/i.test(id))).toEqual([])
  })

  it('have words in both languages, and an icon where they are offered', () => {
    const faults = COMMANDS.filter(
      ({ title, description, icon, isKeyOnly, group }) =>
        LANGUAGES.some((language) => !words(title[language])) ||
        (description && LANGUAGES.some((language) => !words(description[language]))) ||
        (icon === undefined ? isKeyOnly !== true : iconNamed(icon) === null) ||
        !words(GROUP_TITLES[group]['zh-CN']),
    )
    expect(faults.map(({ id }) => id)).toEqual([])
    // 简体中文 that is English was forgotten; exceptions are the language command, which says so, and Go's own word.
    const untranslated = COMMANDS.filter(({ title }) => !/[\u4e00-\u9fff]/.test(title['zh-CN']))
    expect(untranslated.map(({ id }) => id)).toEqual(['view.goroutines', 'window.language'])
  })

  it('have keys in the notation that no browser or system keeps', () => {
    const keys = COMMANDS.flatMap(({ id, keys: own = [] }) => own.map((text) => ({ id, text })))
    expect(keys.filter(({ text }) => canonicalKeys(text, { isMac: true }) !== text)).toEqual([])
    const kept = keys.filter(({ id, text }) =>
      PLATFORMS.some((platform) => {
        // Fine steps with Ctrl exist beside the plain ones, which every system leaves alone.
        if (id.startsWith('chart.') && text.startsWith('Control+')) return false
        return reservedBy(text, { ...platform, shell: 'loopback' }) !== null
      }),
    )
    expect(kept).toEqual([])
  })

  it('do not clash where both could be meant', () => {
    const isBoth = (a: DeclaredCommand, b: DeclaredCommand): boolean =>
      a.scope === b.scope ||
      (a.scope === 'global' && b.scope.startsWith('view:')) ||
      (b.scope === 'global' && a.scope.startsWith('view:'))
    const clashes = COMMANDS.flatMap((a, index) =>
      COMMANDS.slice(index + 1).flatMap((b) =>
        isBoth(a, b)
          ? (a.keys ?? []).flatMap((first) =>
              (b.keys ?? []).flatMap((second) =>
                PLATFORMS.some((platform) => keysClash(first, second, platform)) ? [`${a.id} ${b.id} ${first}`] : [],
              ),
            )
          : [],
      ),
    )
    expect(clashes).toEqual([])
  })

  it('are all answered somewhere in the window', () => {
    const renderer = resolve(import.meta.dirname, '../../../renderer')
    const text = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|vue)$/.test(path))
      .map((path) => readFileSync(join(renderer, path), 'utf8'))
      .join('\n')
    const written = new Set([...text.matchAll(/'([a-z]\w*(?:\.\w+)+)'/g)].map((match) => match[1] ?? ''))
    // `window.theme.${theme}` answers every theme.
    const beginnings = [...text.matchAll(/id: `([a-z][\w.]*\.)\$\{/g)].map((match) => match[1] ?? '')
    const dead = COMMANDS.filter(
      ({ id }) => !written.has(id) && !beginnings.some((beginning) => id.startsWith(beginning)),
    )
    expect(dead.map(({ id }) => id)).toEqual([])
  })

  it('are named as the views they show', () => {
    for (const language of LANGUAGES) {
      const file = join(resolve(import.meta.dirname, '../../../renderer/i18n'), `common.${language}.json`)
      const { view } = JSON.parse(readFileSync(file, 'utf8')) as { view: Record<string, string> }
      const named = COMMANDS.filter(({ group }) => group === 'view')
      expect(Object.fromEntries(named.map(({ id, title }) => [id.replace('view.', ''), title[language]]))).toEqual(
        Object.fromEntries(Object.entries(view).filter(([name]) => name !== 'help')),
      )
    }
  })

  it('stand in the native menu at most once on each system', () => {
    for (const only of ['mac', 'others']) {
      const ids = MENUS.filter((menu) => (menu.only ?? only) === only).flatMap(({ entries }) =>
        entries.flatMap((entry) => (entry.kind === 'command' && (entry.only ?? only) === only ? [entry.id] : [])),
      )
      expect(new Set(ids).size, only).toBe(ids.length)
      expect(ids).toContain('window.settings')
    }
  })

  it('can be read by people on both systems', () => {
    for (const { keys = [] } of COMMANDS)
      for (const text of keys)
        for (const platform of PLATFORMS) expect(keysForPeople(text, platform)).not.toMatch(/[$+]./)
  })
})
