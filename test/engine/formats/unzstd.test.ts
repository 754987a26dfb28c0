import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { FormatError, createReader } from '../../../electron/engine/formats/index.ts'
import { Unzstd } from '../../../electron/engine/formats/unzstd.ts'
import { readLog } from '../../support/readSource.ts'

const GC = (number: number): string =>
  `gc ${number} @${number}.000s 1%: 0.10+1.8+0.10 ms clock, 0.20+0/1.0/2.1+0.20 ms cpu, 12->12->6 MB, 12 MB goal, 8 P\n`
const LOG = Array.from({ length: 5000 }, (_, index) => GC(index + 1)).join('')
const skippable = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('notes')])

/** All of it, in chunks of a size, or the error's code and place. */
function unpacked(bytes: Uint8Array, chunk = bytes.length): { text: string; members: number; trailing: number } {
  const parts: Buffer[] = []
  const unzstd = new Unzstd((plain) => parts.push(Buffer.from(plain)))
  for (let at = 0; at < bytes.length; at += chunk) unzstd.push(bytes.subarray(at, at + chunk))
  unzstd.finish()
  return { text: Buffer.concat(parts).toString('latin1'), members: unzstd.members, trailing: unzstd.trailingBytes }
}

describe('zstd', () => {
  const two = Buffer.concat([zstdCompressSync(LOG), skippable, zstdCompressSync('tail')])

  it.each([1, 3, 1000, 1 << 20])('is undone frame after frame, in chunks of %d', (chunk) => {
    expect(unpacked(two, chunk)).toEqual({ text: `${LOG}tail`, members: 3, trailing: 0 })
  })

  it('leaves foreign bytes after the last frame out, and counts them', () => {
    for (const chunk of [1, 7, 1 << 20])
      expect(unpacked(Buffer.concat([zstdCompressSync('log'), Buffer.from('foreign bytes')]), chunk)).toEqual({
        text: 'log',
        members: 1,
        trailing: 13,
      })
    expect(unpacked(Buffer.concat([zstdCompressSync('log'), Buffer.from('ab')]))).toMatchObject({ trailing: 2 })
  })

  it('says where it was cut, wherever that is', () => {
    const frame = zstdCompressSync('some lines of a log'.repeat(30))
    for (let end = 1; end < frame.length; end++)
      expect(() => unpacked(frame.subarray(0, end)), `cut at ${end}`).toThrow(FormatError)
  })

  it('stops a bomb', () => {
    const bomb = zstdCompressSync(Buffer.alloc(512 * 1024 * 1024))
    expect(() => unpacked(bomb, 4096)).toThrow(expect.objectContaining({ code: 'zstd/bomb' }) as Error)
  })

  it('gives the same cycles of a log as the log itself, and those before a cut', () => {
    const packed = zstdCompressSync(LOG)
    const whole = readLog(packed)
    expect(whole.lives).toEqual(readLog(LOG).lives)
    expect(whole.summary.counts).toMatchObject({ zstd: 1, gc_lines_complete: 5000 })
    const cut = readLog(packed.subarray(0, packed.length - 20))
    expect(cut.issues.map(({ code }) => code)).toContain('zstd/truncated')
    expect(cut.summary.records).toBeGreaterThan(100)
  })

  it('gives an end, typed where it is an error, for any damage (seeded)', () => {
    const packed = [...zstdCompressSync(LOG.slice(0, 3000)), ...skippable, ...zstdCompressSync('tail'.repeat(9))]
    const edit = fc.record({ at: fc.nat(packed.length - 1), byte: fc.nat(255), drop: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 64 }), (edits, chunk) => {
        const bytes = [...packed]
        for (const { at, byte, drop } of edits) bytes.splice(at % bytes.length, drop, byte)
        const reader = createReader('gctrace', { issue: () => undefined })
        try {
          for (let at = 0; at < bytes.length; at += chunk) reader.push(Uint8Array.from(bytes.slice(at, at + chunk)))
          reader.finish()
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(FormatError)
        }
      }),
      { seed: 20_261_121, numRuns: 1500 },
    )
  })
})
