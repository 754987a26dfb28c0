import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { MAX_LIVES } from '../../../electron/engine/formats/gctrace/lives.ts'
import { MAX_LINE_BYTES } from '../../../electron/engine/formats/lines.ts'
import { cyclesOf, readLog, readSource } from '../../support/readSource.ts'
import { validateLog } from '../../support/validateRecords.ts'

const cycle = (number: number): string =>
  `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 8 P\n`

describe('damaged gctrace logs', () => {
  it('gives the cycles before a cut, wherever the file ends', () => {
    const log = cycle(1) + cycle(2)
    for (let end = cycle(1).length; end <= log.length; end++) {
      const result = readLog(log.slice(0, end))
      validateLog(result)
      const isWhole = end >= log.length - 1
      // Without its last letters a line can still look whole only where nothing of it is missing.
      expect(
        cyclesOf(result).map(({ number }) => number),
        `cut at ${end}`,
      ).toEqual(isWhole ? [1, 2] : [1])
      const begun = end - cycle(1).length
      if (!isWhole && begun > 6)
        expect(result.issues, `cut at ${end}`).toMatchObject([
          { code: 'gctrace/cut-line', severity: 'dataLoss', at: { line: 2 } },
        ])
    }
  })

  it('reports a line with a figure that is none, with its line and what was found', () => {
    const result = readLog(cycle(1) + cycle(2).replace('12->12->6', '12->xx->6') + cycle(3))
    validateLog(result)
    expect(cyclesOf(result).map(({ number }) => number)).toEqual([1, 3])
    expect(result.issues[0]).toMatchObject({
      code: 'gctrace/damaged-line',
      severity: 'dataLoss',
      at: { line: 2 },
      count: 1,
    })
    expect(result.issues[0]?.message).toContain('gc 2 @2.000s')
  })

  it('reads a log whose gzip is cut up to there', () => {
    const log = Array.from({ length: 2000 }, (_, index) => cycle(index + 1)).join('')
    const packed = gzipSync(log)
    const result = readLog(packed.subarray(0, packed.length >> 1))
    validateLog(result)
    expect(result.summary.records).toBeGreaterThan(100)
    expect(result.issues.map(({ code }) => code)).toContain('gzip/truncated')
    expect(readLog(packed).summary.records).toBe(2000)
    expect(readLog(Buffer.concat([gzipSync(log.slice(0, 1000)), gzipSync(log.slice(1000))])).summary.records).toBe(2000)
  })

  it('reads a log whose gzip is damaged up to there, and says so', () => {
    const log = Array.from({ length: 5000 }, (_, index) => cycle(index + 1)).join('')
    const packed = Buffer.from(gzipSync(log))
    packed.fill(0xff, packed.length >> 1, (packed.length >> 1) + 64)
    const result = readLog(packed, { chunk: 512 })
    expect(result.summary.records).toBeGreaterThan(100)
    expect(result.issues.map(({ code }) => code)).toContain('gzip/damaged')
  })

  it('cuts a line beyond the limit and goes on', () => {
    const long = 'x'.repeat(MAX_LINE_BYTES + 5000)
    for (const chunk of [1 << 16, 1 << 22]) {
      const result = readLog(`${cycle(1)}${long}\n${cycle(2)}`, { chunk })
      expect(result.summary.counts.lines).toBe(3)
      expect(result.summary.records).toBe(2)
      expect(result.issues).toMatchObject([{ code: 'log/long-line', severity: 'dataLoss', at: { line: 2 }, count: 1 }])
    }
  })

  it('sees nothing behind a line that the file ends in, in chunks of any size', () => {
    const whole =
      'gc 1 @0.008s 0%: 0.023+0.42+0.002 ms clock, 0.046+0.052/0/0.43+0.004 ms cpu, 4->4->0 MB, 5 MB goal, 3 P\n'
    const bytes = new TextEncoder().encode(`${whole}gc 9 `)
    const plain = readSource('gctrace', bytes)
    for (let chunk = 1; chunk < bytes.length; chunk++)
      expect(readSource('gctrace', bytes, { chunk }).issues, `chunks of ${chunk}`).toEqual(plain.issues)
  })

  it('bounds the number of lives', () => {
    const line = cycle(1).replace(/^gc 1 @1.000s/, '')
    const log = Array.from({ length: MAX_LIVES + 500 }, (_, index) => `gc 1 @${index}.000s${line}`).join('')
    const result = readLog(log)
    expect(result.summary.lives).toHaveLength(MAX_LIVES)
    expect(result.issues).toMatchObject([{ code: 'gctrace/too-many-lives', count: 500 }])
  })

  it('gives records or nothing for any bytes (seeded)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.nat(64), (bytes, chunk) => {
        const result = readLog(bytes, { chunk: chunk + 1 })
        validateLog(result)
        expect(readLog(bytes).summary).toEqual(result.summary)
      }),
      { seed: 20_261_121, numRuns: 300 },
    )
  })

  it('gives valid records for real lines with random damage (seeded)', () => {
    const wrapped = (number: number): string =>
      `{"log":${JSON.stringify(cycle(number)).replaceAll('>', '\\u003e')},"stream":"stderr","time":"2026-11-20T10:03:37.5Z"}\n`
    const source = Buffer.from(
      Array.from({ length: 12 }, (_, index) => (index % 3 === 2 ? wrapped(index + 1) : cycle(index + 1))).join(''),
    )
    const edit = fc.record({
      at: fc.nat(source.length - 1),
      byte: fc.nat(255),
      kind: fc.constantFrom('set', 'drop', 'copy'),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        let bytes = [...source]
        for (const { at, byte, kind } of edits) {
          const place = at % bytes.length
          if (kind === 'set') bytes[place] = byte
          else if (kind === 'drop') bytes.splice(place, 1 + (byte % 40))
          else bytes = [...bytes.slice(0, place), ...bytes.slice(place, place + byte), ...bytes.slice(place)]
        }
        validateLog(readLog(Uint8Array.from(bytes)))
      }),
      { seed: 20_261_121, numRuns: 1500 },
    )
  })
})
