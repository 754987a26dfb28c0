import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { MAX_LINE_BYTES, SourceLines } from '../../electron/utility/SourceLines.ts'

/** Pieces of at most `piece` bytes, so that lines are cut between them. */
function linesOf(bytes: Uint8Array, { total = null as number | null, piece = 1 << 20 } = {}) {
  const reads: number[] = []
  const lines = new SourceLines(
    (offset, length) => {
      reads.push(offset)
      return bytes.subarray(offset, offset + Math.min(length, piece))
    },
    bytes.length,
    total,
  )
  return { lines, reads }
}
const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const numbered = (count: number): Uint8Array =>
  text(Array.from({ length: count }, (_, i) => `line ${i + 1}\n`).join(''))

describe('SourceLines', () => {
  it.each([1, 2, 3, 7, 1000])('finds lines in pieces of %i bytes', async (piece) => {
    const { lines } = linesOf(text('one\r\ntwo\n\nfour \u5b58\u6d3b\u5806'), { piece })
    expect(await lines.read(1, 10)).toEqual({
      lines: [
        { line: 1, text: 'one', isCut: false },
        { line: 2, text: 'two', isCut: false },
        { line: 3, text: '', isCut: false },
        { line: 4, text: 'four \u5b58\u6d3b\u5806', isCut: false },
      ],
      total: 4,
    })
  })

  it('gives any page, in any order, as counting gives it', async () => {
    const { lines } = linesOf(numbered(5000), { piece: 700 })
    for (const from of [4990, 1, 513, 512, 2049, 5000, 1024]) {
      const { lines: page, total } = await lines.read(from, 3)
      expect([from, total, ...page.map(({ text: line }) => line)]).toEqual([
        from,
        5000,
        ...[from, from + 1, from + 2].filter((number) => number <= 5000).map((number) => `line ${number}`),
      ])
    }
  })

  it('does not read from the start again, nor further than asked, where the total is known', async () => {
    const bytes = numbered(100_000)
    const { lines, reads } = linesOf(bytes, { total: 100_000, piece: 4096 })
    await lines.read(50_000, 1)
    reads.length = 0
    expect((await lines.read(50_001, 1)).lines).toEqual([{ line: 50_001, text: 'line 50001', isCut: false }])
    // The first two bytes tell whether it is compressed; then a stretch of at most 512 lines.
    expect(reads.length).toBeLessThan(5)
  })

  it('gives nothing beyond the end', async () => {
    const { lines } = linesOf(numbered(3))
    expect(await lines.read(4, 10)).toEqual({ lines: [], total: 3 })
  })

  it('cuts a line that is no line of a log', async () => {
    const { lines } = linesOf(text(`${'x'.repeat(MAX_LINE_BYTES + 1)}\nnext\n`), { piece: 1000 })
    const { lines: page } = await lines.read(1, 2)
    expect(page).toEqual([
      { line: 1, text: 'x'.repeat(MAX_LINE_BYTES), isCut: true },
      { line: 2, text: 'next', isCut: false },
    ])
  })

  it('unpacks a compressed source, also one that is cut off', async () => {
    const packed = gzipSync(numbered(20_000))
    const whole = linesOf(packed, { piece: 1000 }).lines
    expect((await whole.read(19_999, 5)).lines.map(({ text: line }) => line)).toEqual(['line 19999', 'line 20000'])
    expect((await whole.read(1, 1)).total).toBe(20_000)
    const cut = linesOf(packed.subarray(0, packed.length / 2)).lines
    expect((await cut.read(1, 1)).lines).toEqual([{ line: 1, text: 'line 1', isCut: false }])
  })
})
