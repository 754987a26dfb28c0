import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contrastRatio } from '../../../renderer/charts/colour.ts'
import { fillColours } from '../../../renderer/charts/flameFill.ts'
import { PALETTE_TOKENS, readPalette } from '../../../renderer/charts/palette.ts'
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
const VISIONS: readonly Vision[] = ['normal', 'deuteranopia', 'protanopia', 'tritanopia']

const SETS = {
  states: ['running', 'runnable', 'syscall', 'waiting'].map((name) => `--state-${name}`),
  gc: ['stw', 'mark', 'assist', 'sweep', 'scavenge'].map((name) => `--gc-${name}`),
  memory: ['live', 'dead', 'slack', 'stacks', 'meta', 'outside'].map((name) => `--mem-${name}`),
  comparison: ['--baseline', '--candidate'],
  change: ['--grow', '--shrink'],
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
  ] as ['states' | 'gc', 'light' | 'dark', number[]][])(
    'keeps %s in %s as far apart as the look says',
    (set, theme, stated) => {
      const read = theme === 'light' ? light : dark
      const computed = VISIONS.map((vision) => smallest(SETS[set], read, vision))
      expect(computed).toEqual(stated)
    },
  )

  it.each([
    ['light', light],
    ['dark', dark],
  ])('keeps every series of %s at 3 : 1 against the pane', (_, read) => {
    const weak = [
      '--mem-live',
      '--mem-dead',
      '--gc-mark',
      '--gc-assist',
      '--gc-stw',
      '--baseline',
      '--grow',
      '--shrink',
    ]
      .map((name) => [name, contrastRatio(read(name), read('--pane'))] as const)
      .filter(([, ratio]) => !(ratio >= 3))
    expect(weak).toEqual([])
  })

  it.each([
    ['light', light],
    ['dark', dark],
    ['light, more contrast', tokens(':root', "[data-theme='light']", "[data-contrast='more']")],
  ])('keeps text on every fill of the flame graph at 4.5 : 1 in %s', (_, read) => {
    const palette = readPalette(read)
    const weak = [...fillColours(palette, true), ...fillColours(palette, false)].filter(
      (fill) => !(contrastRatio(palette.ink, fill) >= 4.5),
    )
    expect(weak).toEqual([])
  })

  it('finds every token it names', () => {
    expect(Object.values(PALETTE_TOKENS).filter((name) => light(name) === '' || dark(name) === '')).toEqual([])
  })
})
