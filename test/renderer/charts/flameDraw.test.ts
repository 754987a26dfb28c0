import { describe, expect, it } from 'vitest'
import { drawFlame, type FlameContext, type FlamePicture } from '../../../renderer/charts/flameDraw.ts'
import { changeClass, fillColours, flameClasses, SAME } from '../../../renderer/charts/flameFill.ts'
import { flameLayout, windowOf } from '../../../renderer/charts/flameLayout.ts'
import { readPalette } from '../../../renderer/charts/palette.ts'
import { flameOf, wideFlame } from './flameBuilder.ts'

const palette = readPalette((name) => name)

/** A canvas that writes down what is drawn on it; a letter is 7 px wide. */
function recorder(): {
  context: FlameContext
  texts: { text: string; x: number; y: number }[]
  fills: string[]
  rects: number
} {
  const record = { texts: [] as { text: string; x: number; y: number }[], fills: [] as string[], rects: 0 }
  const context: FlameContext = {
    fillStyle: '',
    strokeStyle: '',
    font: '',
    textBaseline: 'alphabetic',
    textAlign: 'left',
    lineWidth: 1,
    globalAlpha: 1,
    measureText: (text: string) => ({ width: text.length * 7 }) as TextMetrics,
    fillRect: () => {
      record.rects++
      record.fills.push(context.fillStyle as string)
    },
    strokeRect: () => undefined,
    fillText: (text: string, x: number, y: number) => record.texts.push({ text, x, y }),
  }
  return Object.assign(record, { context })
}

function picture(tree: ReturnType<typeof flameOf>, change: Partial<FlamePicture> = {}): FlamePicture {
  const layout = flameLayout(tree.graph, tree.bytes)
  const scale = Math.max(tree.graph.total, tree.graph.baseTotal ?? 0)
  return {
    layout,
    names: tree.graph.names,
    rootName: 'all',
    classes: flameClasses(layout, scale),
    colours: fillColours(palette, layout.base !== null),
    window: windowOf(layout, 0),
    zoomDepth: 0,
    matches: null,
    hovered: null,
    selected: null,
    unit: 'bytes',
    width: 700,
    height: 200,
    scrollTop: 0,
    ...change,
  }
}

const MIB = 1024 ** 2
const tree = flameOf(
  {
    name: 'all',
    base: 40 * MIB,
    children: [
      { name: 'example.com/shop/internal/session.(*Store).Put', self: 80 * MIB, base: 10 * MIB },
      { name: 'main.load', self: 20 * MIB, base: 30 * MIB },
    ],
  },
  true,
)

describe('drawFlame', () => {
  it('writes names cut from the package side, and the change with its sign where there is room', () => {
    const record = recorder()
    drawFlame(record.context, picture(tree), palette)
    expect(record.texts.map(({ text }) => text)).toEqual([
      'all',
      '+60.0\u00a0MiB',
      'example.com/shop/internal/session.(*Store).Put',
      '+70.0\u00a0MiB',
      'main.load',
    ])
    const narrow = recorder()
    drawFlame(narrow.context, picture(tree, { width: 170 }), palette)
    expect(narrow.texts.map(({ text }) => text)).toContain('(*Store).Put')
  })

  it('draws only the rows in sight', () => {
    const record = recorder()
    expect(drawFlame(record.context, picture(tree, { scrollTop: 23, height: 20 }), palette)).toBe(2)
    expect(record.texts.every(({ text }) => text !== 'all')).toBe(true)
  })

  it('takes work by pixels, not by nodes', () => {
    const big = wideFlame(300_000)
    const record = recorder()
    const drawn = drawFlame(record.context, picture(big, { width: 400, height: 460 }), palette)
    expect(drawn).toBeGreaterThan(20)
    expect(drawn).toBeLessThan(2 * 400 * 21)
    expect(record.rects).toBeLessThan(2 * 400 * 21)
  })
})

describe('fills', () => {
  it.each([
    [300, 7],
    [120, 6],
    [30, 5],
    [6, 4],
    [4, SAME],
    [0, SAME],
    [-6, 2],
    [-30, 1],
    [-300, 0],
  ])('a change of %d in 1000 is step %d', (delta, step) => expect(changeClass(delta, 1000)).toBe(step))

  it('without a total nothing has changed', () => expect(changeClass(5, 0)).toBe(SAME))

  it('say the own share where nothing is compared', () => {
    const alone = flameOf({
      name: 'all',
      children: [
        { name: 'big', self: 90 },
        { name: 'small', self: 2, children: [{ name: 'leaf', self: 8 }] },
      ],
    })
    expect([...flameClasses(flameLayout(alone.graph, alone.bytes), 100)]).toEqual([SAME, SAME + 4, SAME + 2, SAME + 3])
  })
})
