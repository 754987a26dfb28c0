import { describe, expect, it } from 'vitest'
import {
  flameChildren,
  flameLayout,
  flameMatches,
  flameNeighbour,
  flamePath,
  heaviestNode,
  nodeAt,
  visitBoxes,
  windowOf,
  type FlameLayout,
} from '../../../renderer/charts/flameLayout.ts'
import { flameOf, wideFlame } from './flameBuilder.ts'

// all 100: serve 70 (put 40 with grow 10, quote 30), main 20 (load 20), 10 own.
const TREE = {
  name: 'all',
  self: 10,
  children: [
    {
      name: 'serve',
      children: [
        { name: 'put', self: 30, children: [{ name: 'grow', self: 10 }] },
        { name: 'quote', self: 30 },
      ],
    },
    { name: 'main', children: [{ name: 'load', self: 20 }] },
  ],
}
const { graph, bytes } = flameOf(TREE)
const layout = flameLayout(graph, bytes)
const nameOf = (node: number | null): string | null =>
  node === null ? null : (graph.names[layout.functionIndex[node] ?? 0] ?? '')
const node = (name: string): number => heaviestNode(layout, graph.names, name) ?? -1

function boxes(of: FlameLayout, depth: number, window: { from: number; to: number }, width: number) {
  const found: { name: string | null; x: number; width: number; isMerged: boolean }[] = []
  visitBoxes(of, depth, window, width, (at, x, boxWidth, isMerged) =>
    found.push({ name: nameOf(at), x, width: boxWidth, isMerged }),
  )
  return found
}

const matches = (layout: FlameLayout, { names, files }: { names: string[]; files: string[] }, wanted: RegExp) =>
  flameMatches(layout, names.length, (index) => wanted.test(`${names[index]} ${files[index]}`))

describe('flameLayout', () => {
  it('lays children from the left edge of their parent, heaviest first', () => {
    expect(boxes(layout, 1, windowOf(layout, 0), 200)).toEqual([
      { name: 'serve', x: 0, width: 140, isMerged: false },
      { name: 'main', x: 140, width: 40, isMerged: false },
    ])
    expect(boxes(layout, 2, windowOf(layout, 0), 200)).toEqual([
      { name: 'put', x: 0, width: 80, isMerged: false },
      { name: 'quote', x: 80, width: 60, isMerged: false },
      { name: 'load', x: 140, width: 40, isMerged: false },
    ])
  })

  it('shows a zoomed box over the whole width, with its callers', () => {
    const window = windowOf(layout, node('quote'))
    expect(boxes(layout, 1, window, 90)).toEqual([{ name: 'serve', x: 0, width: 90, isMerged: false }])
    expect(boxes(layout, 2, window, 90)).toEqual([{ name: 'quote', x: 0, width: 90, isMerged: false }])
    expect(boxes(layout, 3, window, 90)).toEqual([])
  })

  it('refuses bytes that are too short for the nodes', () => {
    expect(() => flameLayout(graph, bytes.slice(0, 40))).toThrow(RangeError)
  })

  it('reads base values where the graph has them', () => {
    const compared = flameOf({ name: 'all', base: 5, children: [{ name: 'a', self: 3, base: 4 }] }, true)
    expect([...(flameLayout(compared.graph, compared.bytes).base ?? [])]).toEqual([5, 4])
    expect(layout.base).toBeNull()
  })
})

describe('boxes thinner than a pixel', () => {
  const big = wideFlame(200_000)
  const wide = flameLayout(big.graph, big.bytes)

  it('are merged: fewer than two per pixel of a row', () => {
    for (let depth = 0; depth <= wide.maxDepth; depth++) {
      let visits = 0
      visitBoxes(wide, depth, windowOf(wide, 0), 1000, () => visits++)
      expect(visits).toBeLessThan(2000)
    }
  })

  it('never vanish: every box wider than a pixel, and a cell for every stretch of thinner ones', () => {
    for (let depth = 0; depth <= wide.maxDepth; depth++) {
      const isCovered = new Uint8Array(1001)
      visitBoxes(wide, depth, windowOf(wide, 0), 1000, (_, x, width) =>
        isCovered.fill(1, Math.floor(x), Math.ceil(x + width)),
      )
      for (let place = wide.depthStart[depth] ?? 0; place < (wide.depthStart[depth + 1] ?? 0); place++) {
        const at = wide.order[place] ?? 0
        const pixel = Math.floor(((wide.start[at] ?? 0) / (wide.value[0] ?? 1)) * 1000)
        if (isCovered[pixel] !== 1) expect.fail(`node ${at} at depth ${depth} is not drawn`)
      }
    }
  })
})

describe('nodeAt', () => {
  const all = windowOf(layout, 0)
  it.each([
    [0, 150, 'all'],
    [1, 139, 'serve'],
    [1, 141, 'main'],
    [1, 185, null],
    [2, 100, 'quote'],
    [3, 10, 'grow'],
    [3, 100, null],
    [9, 10, null],
    [1, -1, null],
    [1, 200, null],
  ])('at depth %d and x %d is %s', (depth, x, name) => expect(nameOf(nodeAt(layout, depth, all, 200, x))).toBe(name))

  it('finds the box that was drawn under every pixel', () => {
    for (let depth = 0; depth <= layout.maxDepth; depth++) {
      visitBoxes(layout, depth, all, 200, (drawn, x, width) => {
        for (let pixel = Math.ceil(x); pixel < Math.floor(x + width); pixel++)
          expect(nodeAt(layout, depth, all, 200, pixel + 0.5)).toBe(drawn)
      })
    }
  })
})

describe('keyboard', () => {
  it.each([
    ['put', 'parent', 'serve'],
    ['serve', 'child', 'put'],
    ['put', 'next', 'quote'],
    ['quote', 'next', null],
    ['quote', 'previous', 'put'],
    ['put', 'last', 'quote'],
    ['quote', 'first', 'put'],
    ['grow', 'child', null],
    ['quote', 'child', null],
  ] as const)('from %s to %s is %s', (from, step, to) =>
    expect(nameOf(flameNeighbour(layout, node(from), step))).toBe(to),
  )

  it('stays at the root', () => {
    expect(['parent', 'next', 'previous', 'first'].map((step) => flameNeighbour(layout, 0, step as 'parent'))).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(nameOf(flameNeighbour(layout, 0, 'child'))).toBe('serve')
  })

  it('knows the path and the children', () => {
    expect(flamePath(layout, node('grow')).map(nameOf)).toEqual(['all', 'serve', 'put', 'grow'])
    expect(flameChildren(layout, node('serve'), 10).map(nameOf)).toEqual(['put', 'quote'])
    expect(flameChildren(layout, node('serve'), 1).map(nameOf)).toEqual(['put'])
  })
})

describe('search', () => {
  it('counts what runs under a match once', () => {
    const nested = flameOf({
      name: 'all',
      self: 5,
      children: [{ name: 'walk', self: 1, children: [{ name: 'walk', self: 4 }] }],
    })
    const found = matches(flameLayout(nested.graph, nested.bytes), nested.graph, /walk/i)
    expect(found && { nodes: found.nodes, value: found.value }).toEqual({ nodes: 2, value: 5 })
  })

  it('looks into files too, and never matches the root', () => {
    expect(matches(layout, graph, /quote\.go/)?.value).toBe(30)
    expect(matches(layout, graph, /^all/)?.nodes).toBe(0)
  })

  it('is nothing without a filter', () => expect(flameMatches(layout, graph.names.length, null)).toBeNull())
})
