import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contrastRatio } from '../../../renderer/charts/colour.ts'
import { fillColours } from '../../../renderer/charts/flameFill.ts'
import { PALETTE_TOKENS, readPalette } from '../../../renderer/charts/palette.ts'
import {
  COMPARISON_STYLES,
  DIFF_ROLES,
  GC_STYLES,
  isHatchedClass,
  MEMORY_CLASSES,
  STATE_STYLES,
} from '../../../renderer/charts/semantics.ts'
import { ciede2000, colourDistance, type Vision } from './colourDistance.ts'

const css = readFileSync(resolve(import.meta.dirname, '../../../renderer/styles/tokens.css'), 'utf8').replaceAll(
  /\/\*[\s\S]*?\*\//g,
  '',
)

/** Custom properties of the blocks whose selector is one of these, later ones winning. */
function tokens(...selectors: string[]): (name: string) => string {
  const values = new Map<string, string>()
  for (const selector of selectors) {
    for (const [, list = '', body = ''] of css.matchAll(/([^{}]*)\{([^{}]*)\}/g)) {
      if (!list.split(',').some((entry) => entry.replaceAll('"', "'").trim() === selector)) continue
      for (const [, name = '', value = ''] of body.matchAll(/(--[\w-]+):\s*([^;]+);/g)) values.set(name, value.trim())
    }
  }
  return (name) => values.get(name) ?? ''
}
const light = tokens(':root', "[data-theme='light']")
const dark = tokens(':root', "[data-theme='light']", "[data-theme='dark']")
const MORE = "[data-contrast='more']"
const lightMore = tokens(':root', "[data-theme='light']", MORE)
const darkMore = tokens(
  ':root',
  "[data-theme='light']",
  "[data-theme='dark']",
  MORE,
  "[data-theme='dark'][data-contrast='more']",
)
const THEMES = { light, dark, 'light, more contrast': lightMore, 'dark, more contrast': darkMore } as const
type Theme = keyof typeof THEMES
const EVERY = Object.entries(THEMES) as [Theme, (name: string) => string][]
const VISIONS: readonly Vision[] = ['normal', 'deuteranopia', 'protanopia', 'tritanopia']

const SETS = {
  states: ['running', 'runnable', 'syscall', 'waiting'].map((name) => `--state-${name}`),
  gc: ['stw', 'mark', 'assist', 'sweep', 'scavenge'].map((name) => `--gc-${name}`),
  memory: ['live', 'dead', 'slack', 'stacks', 'meta', 'outside'].map((name) => `--mem-${name}`),
  comparison: ['--baseline', '--candidate'],
  change: ['--grow', '--shrink'],
  // What --note-neutral and --note-incident stand for, and the three of their own.
  notes: ['--ink-2', '--sev-critical', '--note-ochre', '--note-teal', '--note-plum'],
}

/** Smallest distance within a set, to one decimal. */
function smallest(names: readonly string[], read: (name: string) => string, vision: Vision): number {
  let least = Number.POSITIVE_INFINITY
  names.forEach((first, index) => {
    for (const second of names.slice(index + 1)) {
      least = Math.min(least, colourDistance(read(first), read(second), vision))
    }
  })
  return Math.round(least * 10) / 10
}

describe('CIEDE2000', () => {
  // Rows 1, 7, 17 and 25 of the test data of Sharma, Wu and Dalal (2005).
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ] as [[number, number, number], [number, number, number], number][])(
    'of %j and %j is %d',
    (first, second, distance) => {
      expect(ciede2000(first, second)).toBeCloseTo(distance, 4)
    },
  )
})

/** Smallest distances the second channel does not have to carry alone, per set and theme, over all visions. */
const FLOORS: Record<keyof typeof SETS, Record<Theme, number>> = {
  // running/syscall under tritanopia in light is at 6.8: hatching and a direct label tell them apart (the look, section 5).
  states: { light: 6.5, dark: 10, 'light, more contrast': 18, 'dark, more contrast': 18 },
  gc: { light: 13, dark: 13, 'light, more contrast': 18, 'dark, more contrast': 18 },
  // live/outside in light (9.9) and meta/outside in dark (9.0) lie at opposite ends of a stack, and are labelled.
  memory: { light: 9.5, dark: 9, 'light, more contrast': 13, 'dark, more contrast': 16 },
  comparison: { light: 30, dark: 22, 'light, more contrast': 25, 'dark, more contrast': 15 },
  change: { light: 40, dark: 40, 'light, more contrast': 40, 'dark, more contrast': 25 },
  // Every colour of a note has a flag of its own shape: in more contrast the closest pair is at 8.3 (deuteranopia).
  notes: { light: 13, dark: 13, 'light, more contrast': 8, 'dark, more contrast': 9.5 },
}

describe('palette of the tokens', () => {
  // The table of the look's section 5: recomputed here, so that a changed colour shows what it costs.
  it.each([
    ['states', 'light', [17.5, 15.8, 13.0, 6.8]],
    ['states', 'dark', [24.6, 19.4, 17.3, 11.0]],
    ['gc', 'light', [24.9, 18.0, 13.2, 19.4]],
    ['gc', 'dark', [18.7, 13.7, 15.9, 13.9]],
    ['memory', 'light', [16.3, 13.2, 9.9, 10.2]],
    ['memory', 'dark', [16.5, 10.9, 11.1, 9.0]],
    ['comparison', 'light', [35.8, 35.6, 36.1, 36.0]],
    ['comparison', 'dark', [23.1, 23.3, 22.8, 23.1]],
    ['change', 'light', [47.3, 54.7, 50.0, 65.5]],
    ['change', 'dark', [47.3, 52.8, 48.3, 71.4]],
    ['notes', 'light', [21.8, 13.9, 20.6, 20.7]],
    ['notes', 'dark', [22.9, 13.3, 13.1, 16.3]],
  ] as ['states' | 'gc', 'light' | 'dark', number[]][])(
    'keeps %s in %s as far apart as the look says',
    (set, theme, stated) => {
      const computed = VISIONS.map((vision) => smallest(SETS[set], THEMES[theme], vision))
      expect(computed).toEqual(stated)
    },
  )

  it.each(EVERY)(
    'keeps every set of %s apart for every vision, by colour or beside a second channel',
    (theme, read) => {
      const close = Object.entries(SETS).flatMap(([set, names]) =>
        VISIONS.map((vision) => [set, vision, smallest(names, read, vision)] as const).filter(
          ([, , distance]) => distance < FLOORS[set as keyof typeof SETS][theme],
        ),
      )
      expect(close).toEqual([])
    },
  )

  it('names the pairs that are close across sets, with what separates them', () => {
    // Different lanes and hatching; a 4 px line below the lane.
    expect(colourDistance(light('--state-syscall'), light('--gc-sweep'), 'tritanopia')).toBeGreaterThan(4)
    expect(colourDistance(dark('--state-running'), dark('--gc-scavenge'), 'protanopia')).toBeGreaterThan(6)
    expect([STATE_STYLES.syscall.hatchFrom, GC_STYLES.sweep.hatchFrom, GC_STYLES.scavenge.mark]).toEqual([
      12,
      0,
      'below',
    ])
    expect([STATE_STYLES.running.mark, STATE_STYLES.runnable.mark, STATE_STYLES.waiting.mark]).toEqual([
      'full',
      'half',
      'line',
    ])
  })

  it.each([
    // The tables of the look's sections 4 and 5.
    [
      'light',
      {
        ink: 17.6,
        'ink-2': 8.1,
        'ink-3': 5.6,
        accent: 5.9,
        'sev-critical': 6.5,
        'sev-warning': 5.9,
        'sev-notice': 5.5,
        'sev-clear': 5.2,
      },
    ],
    [
      'dark',
      {
        ink: 15.2,
        'ink-2': 8.4,
        'ink-3': 6.0,
        accent: 7.2,
        'sev-critical': 7.1,
        'sev-warning': 9.1,
        'sev-notice': 7.9,
        'sev-clear': 8.4,
      },
    ],
    [
      'light',
      {
        'state-running': 3.6,
        'state-runnable': 3.3,
        'state-syscall': 3.5,
        'state-waiting': 3.1,
        'gc-stw': 17.6,
        'gc-mark': 7.6,
        'gc-assist': 6.5,
        'gc-sweep': 3.1,
        'gc-scavenge': 6.7,
      },
    ],
    [
      'dark',
      {
        'state-running': 6.3,
        'state-runnable': 11.8,
        'state-syscall': 9.0,
        'state-waiting': 4.5,
        'gc-stw': 16.3,
        'gc-mark': 5.9,
        'gc-assist': 8.4,
        'gc-sweep': 3.0,
        'gc-scavenge': 6.5,
      },
    ],
    [
      'light',
      { 'mem-live': 8.0, 'mem-dead': 3.1, 'mem-slack': 3.2, 'mem-stacks': 5.7, 'mem-meta': 6.1, 'mem-outside': 5.3 },
    ],
    [
      'dark',
      { 'mem-live': 7.6, 'mem-dead': 3.2, 'mem-slack': 4.7, 'mem-stacks': 9.6, 'mem-meta': 6.0, 'mem-outside': 5.5 },
    ],
  ] as [Theme, Record<string, number>][])('has the contrasts the look states in %s', (theme, stated) => {
    const read = THEMES[theme]
    const computed = Object.keys(stated).map((name) => [
      name,
      Math.round(contrastRatio(read(`--${name}`), read('--pane')) * 10) / 10,
    ])
    expect(Object.fromEntries(computed)).toEqual(stated)
  })

  const TEXT = [
    '--ink',
    '--ink-2',
    '--ink-3',
    '--accent',
    '--sev-critical',
    '--sev-warning',
    '--sev-notice',
    '--sev-clear',
    '--code-keyword',
    '--code-string',
    '--code-comment',
    '--code-call',
    '--grow',
    '--shrink',
  ]
  it.each(EVERY)('keeps text of %s readable on every surface it stands on', (theme, read) => {
    const least = theme.includes('more') ? 7 : 4.5
    const weak = TEXT.filter((name) => !(contrastRatio(read(name), read('--pane')) >= least))
    // On the frame, under the pointer, on a selected row, in a popover.
    const surfaces = ['--frame', '--hover', '--row-selected', '--raised', '--sunken']
    for (const surface of surfaces)
      for (const ink of ['--ink', '--ink-2', '--ink-3'])
        if (!(contrastRatio(read(ink), read(surface)) >= Math.min(least, 4.5))) weak.push(`${ink} on ${surface}`)
    if (!(contrastRatio(read('--on-accent'), read('--accent')) >= least)) weak.push('--on-accent on --accent')
    expect(weak).toEqual([])
  })

  it.each(EVERY)('keeps every fill and line of %s visible against the pane', (theme, read) => {
    const least = theme.includes('more') ? 5 : 3
    const names = [
      ...Object.values(SETS).flat(),
      '--mem-remainder',
      '--mem-limit',
      '--note-ochre',
      '--note-teal',
      '--note-plum',
    ]
    const weak = names
      .map((name) => [name, contrastRatio(read(name), read('--pane'))] as const)
      .filter(([, ratio]) => !(Math.round(ratio * 10) / 10 >= least))
    expect(weak).toEqual([])
  })

  it.each(EVERY)('keeps text on every fill of the flame graph at 4.5 : 1 in %s', (_, read) => {
    const palette = readPalette(read)
    const weak = [...fillColours(palette, true), ...fillColours(palette, false)].filter(
      (fill) => !(contrastRatio(palette.ink, fill) >= 4.5),
    )
    expect(weak).toEqual([])
  })

  it('finds every token it names, in every theme and in forced colours', () => {
    const forced = tokens(':root', "[data-theme='light']", '[data-theme][data-contrast]')
    for (const read of [...Object.values(THEMES), forced])
      expect(Object.values(PALETTE_TOKENS).filter((name) => read(name) === '')).toEqual([])
    // Nothing but colours of the system is left there.
    expect(Object.values(PALETTE_TOKENS).filter((name) => /#|\brgba?\(/.test(forced(name)))).toEqual([])
  })

  it('says the same of data by colour, height, dash and hatching', () => {
    const roles = [
      ...Object.values(STATE_STYLES),
      ...Object.values(GC_STYLES),
      ...MEMORY_CLASSES,
      ...Object.values(COMPARISON_STYLES),
    ].map(({ role }) => role)
    expect([...roles, ...DIFF_ROLES].filter((role) => !(role in PALETTE_TOKENS))).toEqual([])
    expect(MEMORY_CLASSES.map(({ id }) => isHatchedClass(id, true))).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
      true,
    ])
    expect(MEMORY_CLASSES.map(({ id }) => isHatchedClass(id, false)).indexOf(true)).toBe(6)
  })
})

describe('styles of the window', () => {
  const renderer = resolve(import.meta.dirname, '../../../renderer')
  function* styles(path: string): Generator<[string, string]> {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name)
      if (entry.isDirectory()) yield* styles(child)
      else if (entry.name.endsWith('.vue'))
        for (const [, body = ''] of readFileSync(child, 'utf8').matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g))
          yield [child, body]
      else if (entry.name.endsWith('.css') && entry.name !== 'tokens.css') yield [child, readFileSync(child, 'utf8')]
    }
  }

  it('take every colour and radius from the tokens', () => {
    const faults: string[] = []
    for (const [path, body] of styles(renderer)) {
      const text = body.replaceAll(/\/\*[\s\S]*?\*\//g, '')
      for (const [literal] of text.matchAll(/#[0-9a-f]{3,8}\b(?=[\s;,)])|\b(?:rgba?|hsla?)\([^)]*\)/gi))
        faults.push(`${path.slice(renderer.length)}: ${literal}`)
      for (const [, radius = ''] of text.matchAll(/border-radius:\s*([^;]+);/g))
        if (!/^(0|50%|var\(--radius(-small)?\))$/.test(radius))
          faults.push(`${path.slice(renderer.length)}: radius ${radius}`)
    }
    expect(faults).toEqual([])
  })
})
