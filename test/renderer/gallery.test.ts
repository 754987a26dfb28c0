// The gallery is for development: nothing of the product leads to it, and it shows every shared part.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

function* files(folder: string, pattern: RegExp): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path, pattern)
    else if (pattern.test(entry.name)) yield path
  }
}
const gallery = [...files(join(root, 'renderer/gallery'), /\.(ts|vue)$/)]
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

describe('the gallery', () => {
  it('is imported by nothing outside it', () => {
    const outside = ['renderer', 'electron', 'shared'].flatMap((folder) => [
      ...files(join(root, folder), /\.(ts|vue|html)$/),
    ])
    expect(
      outside
        .filter((path) => !path.includes('/renderer/gallery/'))
        .filter((path) => /['"/]gallery\//.test(readFileSync(path, 'utf8'))),
    ).toEqual([])
  })

  it('is no entry of the build', () => {
    const config = readFileSync(join(root, 'build/electron.vite.config.ts'), 'utf8')
    expect(config).not.toContain('gallery')
    expect([...config.matchAll(/renderer\/[\w/]*\.html/g)].map(([path]) => path)).toEqual(['renderer/index.html'])
  })

  // Where the window is built, which the tests of the whole do first.
  it.skipIf(!existsSync(join(root, 'out/renderer')))('is in no bundle', () => {
    const bundles = [...files(join(root, 'out'), /\.(js|css|html)$/)]
    expect(bundles.length).toBeGreaterThan(3)
    const marks = ['data-specimen', 'galleryLook', 'gallery/none', 'Heapcase: gallery']
    for (const mark of marks.slice(0, 1)) expect(gallery).toContain(mark)
    expect(bundles.filter((path) => marks.some((mark) => readFileSync(path, 'utf8').includes(mark)))).toEqual([])
  })

  it('shows every shared part', () => {
    // Parts that live within others, and those that need a case or commands of a view behind them: shown by the views themselves.
    const within = new Set([
      'ViewFrame',
      'SvgFigure',
      'SeverityShape',
      'MenuAt',
      'FindingChart',
      'StepScale',
      'ChartPane',
      'CommandMenu',
      'RelatedFindings',
    ])
    const parts = readdirSync(join(root, 'renderer/components'))
      .filter((name) => name.endsWith('.vue'))
      .map((name) => name.slice(0, -4))
    expect(parts.filter((name) => !within.has(name) && !new RegExp(`/${name}\\.vue'`).test(gallery))).toEqual([])
  })

  it('has a picture test for every page', () => {
    const spec = readFileSync(join(root, 'test/e2e/visual/gallery.spec.ts'), 'utf8')
    const pages = [
      ...readFileSync(join(root, 'renderer/gallery/pages/index.ts'), 'utf8').matchAll(/^ {2}(\w+): \w+Page,/gm),
    ].map((match) => match[1] ?? '')
    expect(pages.length).toBeGreaterThan(10)
    expect(pages.filter((name) => !new RegExp(`^ {2}${name}: \\d+,`, 'm').test(spec))).toEqual([])
  })
})
