import { constants, zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ZstdFrames } from '../../../electron/engine/casefile/zstdFrames.ts'

const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }
const MAGIC = 0xfd2fb528

/** Nothing, much alike, nothing alike; in any order, so that a frame follows longer and shorter ones. */
const inputs = fc.array(
  fc.tuple(fc.nat({ max: 400_000 }), fc.constantFrom(0, 3, 256), fc.nat()).map(([length, values, seed]) => {
    const bytes = new Uint8Array(length)
    let state = seed >>> 0
    for (let at = 0; at < length && values > 0; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      bytes[at] = (state >>> 16) % values
    }
    return bytes
  }),
  { minLength: 1, maxLength: 8 },
)

describe('frames of zstd from one compressor', () => {
  it('are each of their own and give back what went in, whatever came before', () => {
    const frames = new ZstdFrames(PARAMS)
    fc.assert(
      fc.property(inputs, (all) => {
        // Decompressed when all are made: a frame must not be overwritten by the next.
        const made = all.map((bytes) => frames.compress(bytes))
        made.forEach((frame, index) => {
          expect(frame.readUInt32LE(0)).toBe(MAGIC)
          expect(zstdDecompressSync(frame).equals(all[index] as Uint8Array)).toBe(true)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('are the same again for the same bytes, and have the checksum that was asked for', () => {
    const frames = new ZstdFrames(PARAMS)
    const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * at) % 251)
    const first = frames.compress(bytes)
    frames.compress(new Uint8Array(300_000).fill(7))
    expect(frames.compress(bytes).equals(first)).toBe(true)
    first[first.length - 1] = (first.at(-1) ?? 0) ^ 1
    expect(() => zstdDecompressSync(first)).toThrow()
  })

  it('are made by the one-shot call, with its error, where the compressor is not to be had', () => {
    const frames = new ZstdFrames({ ...PARAMS, [constants.ZSTD_c_windowLog]: 99 })
    expect(() => frames.compress(new Uint8Array(1000))).toThrow()
    expect(() => frames.compress(new Uint8Array(1000))).toThrow()
  })

  it('take bytes that are part of a larger array', () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, at) => at % 256)
    const frame = new ZstdFrames(PARAMS).compress(bytes.subarray(100, 4000))
    expect(zstdDecompressSync(frame).equals(bytes.subarray(100, 4000))).toBe(true)
  })
})
