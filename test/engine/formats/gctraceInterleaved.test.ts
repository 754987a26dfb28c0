import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { cyclesOf, readLog } from '../../support/readSource.ts'
import type { ReadResult } from '../../support/readSource.ts'
import { validateLog } from '../../support/validateRecords.ts'

/** A gc line as the runtime writes it: one piece per argument of its print calls. */
function pieces(number: number, suffix = false): string[] {
  const start = (number * 0.013).toFixed(3)
  return [
    ...['gc ', String(number), ' @', start, 's ', '6', '%: '],
    ...['0.067', '+', '15', '+', '0.009', ' ms clock, '],
    ...['0.13', '+', '0.11', '/', '0.001', '/', '0.020', '+', '0.018', ' ms cpu, '],
    ...[
      '16',
      '->',
      '17',
      '->',
      '12',
      ' MB, ',
      '24',
      ' MB goal, ',
      '0',
      ' MB stacks, ',
      '1',
      ' MB globals, ',
      '2',
      ' P',
    ],
    ...(suffix ? [' (forced)'] : []),
    '\n',
  ]
}
const whole = (number: number): string => pieces(number).join('')
const FOREIGN = '2026/11/20 10:03:37 level=info msg="order accepted" id=9869\n'

/** The line with a foreign message before each of the pieces named. */
const cutBefore = (number: number, cuts: number[], foreign = FOREIGN, suffix = false): string =>
  pieces(number, suffix)
    .map((piece, index) => (cuts.includes(index) ? foreign + piece : piece))
    .join('')

/** Every cycle that was given must be one that was written: figures are never invented. */
function expectTrue(result: ReadResult, count: number): void {
  validateLog(result)
  const truth = new Map(
    cyclesOf(readLog(Array.from({ length: count }, (_, index) => whole(index + 1)).join(''))).map((cycle) => [
      cycle.number,
      cycle,
    ]),
  )
  for (const { line: _line, trigger: _trigger, ...cycle } of cyclesOf(result)) {
    const {
      line: _trueLine,
      trigger: _trueTrigger,
      ...wanted
    } = truth.get(cycle.number) ?? { line: 0, trigger: 'heap' }
    expect(cycle).toEqual(wanted)
  }
}

describe('gc lines that other writers cut', () => {
  it.each([
    ['log lines', '2026/11/20 10:03:37 level=info msg="order accepted" id=9869\n'],
    ['JSON of zap', '{"level":"info","ts":1795258226.93,"caller":"a/b.go:12","msg":"order 133","worker":4}\n'],
  ])('waits through hundreds of %s between two figures', (_name, foreign) => {
    const result = readLog(whole(1) + cutBefore(2, [20, 21, 38], foreign.repeat(300), true) + whole(3))
    expectTrue(result, 3)
    expect(cyclesOf(result).map(({ number, trigger }) => [number, trigger])).toEqual([
      [1, 'heap'],
      [2, 'forced'],
      [3, 'heap'],
    ])
  })

  it('takes no message for a gc line that only speaks of one', () => {
    const message = '2026/11/20 10:03:37 worker took gc 3 @home 100%, gc 7 @5\n'
    const result = readLog(whole(1) + message.repeat(20) + cutBefore(2, [9], message) + whole(3))
    expectTrue(result, 3)
    expect(result.summary.counts).toMatchObject({ gc_lines_complete: 2, gc_lines_repaired: 1, lines: 24 })
    expect(result.issues.map(({ code }) => code)).toEqual(['gctrace/interleaved'])
  })

  it('puts a line together again, wherever one message landed in it', () => {
    for (let cut = 1; cut < pieces(2).length; cut++) {
      const result = readLog(whole(1) + cutBefore(2, [cut]) + whole(3))
      expectTrue(result, 3)
      expect(
        cyclesOf(result).map(({ number }) => number),
        `cut before ${JSON.stringify(pieces(2)[cut])}`,
      ).toEqual([1, 2, 3])
      expect(result.issues).toMatchObject([{ severity: 'note', code: 'gctrace/interleaved', count: 1 }])
      expect(result.summary.counts).toMatchObject({ gc_lines_complete: 2, gc_lines_repaired: 1 })
    }
  })

  it('puts a line together of which every piece stands on a line of its own', () => {
    const all = pieces(2).map((_, index) => index)
    const result = readLog(whole(1) + cutBefore(2, all.slice(1)) + whole(3))
    expectTrue(result, 3)
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 2, 3])
  })

  it('finds ` (forced)` after a message that cut it off', () => {
    const cut = pieces(2, true).length - 2
    const result = readLog(whole(1) + cutBefore(2, [cut], FOREIGN, true) + whole(3))
    expect(cyclesOf(result).map(({ trigger }) => trigger)).toEqual(['heap', 'forced', 'heap'])
    expect(result.summary.counts).toMatchObject({ forced: 1 })
  })

  it('learns how the foreign lines of a file begin', () => {
    const foreign = 'order-service|INFO |accepted 17\n'
    const lines = Array.from({ length: 5 }, () => foreign).join('')
    const result = readLog(lines + whole(1) + cutBefore(2, [20, 26, 31], foreign) + whole(3))
    expectTrue(result, 3)
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 2, 3])
  })

  it('reports a line as damaged where foreign digits cannot be told from its own', () => {
    const result = readLog(whole(1) + cutBefore(2, [24], '5 orders accepted\n') + whole(3))
    expectTrue(result, 3)
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 3])
    expect(result.issues.map(({ code }) => code).sort()).toEqual(['gctrace/damaged-line', 'gctrace/missing-cycles'])
    expect(result.issues[0]).toMatchObject({ at: { line: 2 }, severity: 'dataLoss' })
  })

  it('gives up a line that is not completed within the next lines', () => {
    const result = readLog(whole(1) + pieces(2).slice(0, 20).join('') + FOREIGN.repeat(80) + whole(3))
    expectTrue(result, 3)
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 3])
    expect(result.summary.counts).toMatchObject({ gc_lines_damaged: 1 })
  })

  it('does not take foreign text that begins with `gc ` for a cycle', () => {
    const result = readLog(`gc finished in 3s\ngc 5 objects\n${whole(1)}gc \n`)
    expect(result.summary.counts).toEqual({ lines: 4, gc_lines_complete: 1, forced: 0, GC_forced_lines: 0 })
    expect(result.issues).toEqual([])
  })

  it('never invents a figure, whatever is written between (seeded)', () => {
    const message = fc.oneof(
      fc.constant(FOREIGN),
      fc.constant('{"level":"info","msg":"ok 12->13 MB"}\n'),
      fc.constant('I1120 10:03:37.123456   12345 file.go:42] text\n'),
      fc.nat(99_999).map((id) => `${id}\n`),
      fc.nat(9).map((digit) => `${digit} orders accepted\n`),
      fc.constantFrom('->3\n', '+5\n', ' MB, 7\n', '\n', 'gc \n', 'P\n', '1.5 ms\n', ' @1\n', '.5\n'),
      fc.string({ maxLength: 30 }).map((text) => `${text.replaceAll('\n', '')}\n`),
    )
    const log = fc
      .array(fc.array(fc.record({ at: fc.nat(40), text: message }), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
      .map((cycles) => {
        const text = cycles
          .map((inserts, index) =>
            pieces(index + 1)
              .map(
                (piece, at) =>
                  inserts
                    .filter((insert) => insert.at === at)
                    .map((insert) => insert.text)
                    .join('') + piece,
              )
              .join(''),
          )
          .join('')
        return { text, count: cycles.length }
      })
    fc.assert(
      fc.property(log, ({ text, count }) => {
        expectTrue(readLog(text), count)
      }),
      { seed: 20_261_121, numRuns: 3000 },
    )
  })
})
