import { describe, expect, it } from 'vitest'
import { rotatedSets, rotationOf } from '../../../electron/engine/jobs/rotated.ts'
import type { Piece } from '../../../electron/engine/jobs/rotated.ts'

const piece = (path: string, more: Partial<Piece> = {}): Piece => ({
  file: path,
  path,
  firstMs: null,
  lastMs: null,
  cycles: null,
  ...more,
})
const setsOf = (pieces: Piece[]) =>
  rotatedSets(pieces).map(({ path, pieces: parts, orderedBy, missing }) => ({
    path,
    parts: parts.map((part) => part.path),
    orderedBy,
    missing,
  }))
const ordered = (...names: string[]): string[] => setsOf(names.map((name) => piece(name))).flatMap(({ parts }) => parts)

describe('rotated logs', () => {
  it.each([
    ['logrotate', ['app.log.3.gz', 'app.log.2.gz', 'app.log.1', 'app.log']],
    ['logrotate past nine', ['app.log.10.gz', 'app.log.9.gz', 'app.log.1.zst', 'app.log']],
    ['logrotate dateext', ['app.log-20261118.gz', 'app.log-20261119.gz', 'app.log-20261120', 'app.log']],
    ['logrotate dateext hourly', ['app.log-2026112009.gz', 'app.log-2026112010', 'app.log']],
    ['kubelet', ['0.log.20261120-100337.gz', '0.log.20261120-110001', '0.log']],
    ['docker', ['abc-json.log.2', 'abc-json.log.1', 'abc-json.log']],
    ['lumberjack', ['app-2026-11-20T09-00-00.000.log.gz', 'app-2026-11-20T10-03-37.123.log', 'app.log']],
    ['cronolog', ['access.2026-11-18.log', 'access.2026-11-19.log', 'access.2026-11-20.log']],
    ['dates with numbers', ['app.log.2026-11-20.1.gz', 'app.log.2026-11-20.2.gz', 'app.log']],
  ])('of %s are put in order by their names', (_name, names) => {
    expect(ordered(...[...names].sort())).toEqual(names)
    expect(ordered(...[...names].reverse())).toEqual(names)
  })

  it('are of one folder and one log', () => {
    expect(
      setsOf(
        ['a/app.log', 'a/app.log.1', 'b/app.log', 'a/other.log', 'a/app.err', 'b/x.log.1', 'b/x.log.2'].map((path) =>
          piece(path),
        ),
      ),
    ).toEqual([
      { path: 'a/app.log', parts: ['a/app.log.1', 'a/app.log'], orderedBy: 'names', missing: [] },
      { path: 'b/x.log', parts: ['b/x.log.2', 'b/x.log.1'], orderedBy: 'names', missing: [] },
    ])
  })

  it('are ordered by the times in them, whatever the names say', () => {
    // log4j counts the other way round.
    const sets = setsOf([
      piece('app.log.1', { firstMs: 1000, lastMs: 1999 }),
      piece('app.log.2', { firstMs: 2000, lastMs: 2999 }),
      piece('app.log', { firstMs: 3000, lastMs: 3999 }),
    ])
    expect(sets).toMatchObject([{ parts: ['app.log.1', 'app.log.2', 'app.log'], orderedBy: 'times' }])
  })

  it('without times are ordered by how their cycles go on', () => {
    const cycles = (first: number) => ({ first, last: first + 9, endNs: (first + 9) * 1e9 })
    expect(
      setsOf([piece('app.log.1', { cycles: cycles(1) }), piece('app.log.2', { cycles: cycles(11) })]),
    ).toMatchObject([{ parts: ['app.log.1', 'app.log.2'], orderedBy: 'cycles' }])
    expect(
      setsOf([piece('app.log.1', { cycles: cycles(11) }), piece('app.log.2', { cycles: cycles(1) })]),
    ).toMatchObject([{ parts: ['app.log.2', 'app.log.1'], orderedBy: 'cycles' }])
  })

  it('that were written at the same time are logs of several processes', () => {
    expect(
      setsOf([
        piece('server.log.1', { firstMs: 0, lastMs: 100_000 }),
        piece('server.log.2', { firstMs: 1000, lastMs: 90_000 }),
      ]),
    ).toEqual([])
    // A few lines over each other are what a copy at the border leaves.
    expect(
      setsOf([
        piece('server.log.1', { firstMs: 90_000, lastMs: 200_000 }),
        piece('server.log.2', { firstMs: 0, lastMs: 95_000 }),
      ]),
    ).toHaveLength(1)
  })

  it('are not made of copies', () => {
    expect(setsOf([piece('app.log'), piece('app.log.gz')])).toEqual([])
  })

  it('name the numbers that are missing', () => {
    expect(setsOf([piece('app.log.1'), piece('app.log.4'), piece('app.log')])).toMatchObject([{ missing: [2, 3] }])
  })

  it.each(['app.log', 'heap.pb.gz', 'notes.txt', '2026.log'])('%s alone is nobody’s piece', (name) => {
    expect(rotationOf(name)).toMatchObject({ age: Number.NEGATIVE_INFINITY })
    expect(setsOf([piece(name)])).toEqual([])
  })
})
