// Reading a profile (P1's first part; callTree.ts measures the whole way against pprof): CPU per sample at 20 000 and at 200 000
// samples of 30 frames, which must be the same (time = a + b × samples), and against a byte sum over the same bytes.
import { gunzipSync, gzipSync } from 'node:zlib'
import { createReader } from '../../electron/engine/formats/index.ts'
import { encodeProfile } from '../support/encodeProfile.ts'
import { alternate } from './bench.ts'
import type { BenchRow } from './bench.ts'

const DEPTH = 30
const FUNCTIONS = 5000
const CHUNK = 1024 * 1024

/** Unique stacks that share little, as performance.md 1 has them; samples are written by the thousand to keep memory small. */
function profileBytes(samples: number): Uint8Array {
  let state = 42
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * below)
  }
  const sampleTypes = ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes']
  const ids = Array.from({ length: FUNCTIONS }, (_, index) => index + 1)
  const parts = [
    encodeProfile({
      sampleTypes,
      samples: [],
      functions: ids.map((id) => ({ id, name: `example.com/service/p${id % 97}.(*T${id % 13}).Method${id}` })),
      locations: ids.map((id) => ({ id, lines: [[id, 10]], address: BigInt(0x40_0000 + id) })),
    }),
  ]
  for (let done = 0; done < samples; done += 1000)
    parts.push(
      encodeProfile(
        {
          sampleTypes: [],
          functions: [],
          locations: [],
          samples: Array.from({ length: 1000 }, () => {
            const size = 16 << random(12)
            return {
              stack: Array.from({ length: DEPTH }, () => 1 + random(FUNCTIONS)),
              values: [3, 3 * size, 1, size],
            }
          }),
        },
        { withoutStrings: true },
      ),
    )
  return Buffer.concat(parts)
}

function read(bytes: Uint8Array, samples: number): void {
  let count = 0
  const reader = createReader('profile', {
    profile: (profile) => {
      count = profile.sampleCount
    },
    issue: () => undefined,
  })
  for (let at = 0; at < bytes.length; at += CHUNK) reader.push(bytes.subarray(at, at + CHUNK))
  reader.finish()
  if (count !== samples) throw new Error(`read ${count} of ${samples} samples`)
}

export function run(): Promise<BenchRow[]> {
  const small = gzipSync(profileBytes(20_000))
  const large = gzipSync(profileBytes(200_000))
  const plain = gunzipSync(large)
  const cpu = alternate(5, {
    small: () => {
      read(small, 20_000)
    },
    large: () => {
      read(large, 200_000)
    },
    inflate: () => {
      gunzipSync(large)
    },
    byteSum: () => {
      let sum = 0
      for (let at = 0; at < plain.length; at++) sum += plain[at] as number
      if (sum === 0) throw new Error('empty profile')
    },
  })
  const size = `${(plain.length / 1e6).toFixed(1)} MB raw, ${(large.length / 1e6).toFixed(1)} MB gzip`
  return Promise.resolve([
    {
      name: 'pprof read, 200 k samples × 30 frames',
      value: cpu.large,
      unit: 'ms CPU',
      limit: null,
      note: `${size}; of which inflating ${cpu.inflate.toFixed(0)} ms, median of 5`,
    },
    {
      name: 'pprof read against a byte sum (B)',
      value: cpu.large / cpu.byteSum,
      unit: '× B',
      limit: null,
      note: `B: ${cpu.byteSum.toFixed(0)} ms`,
    },
    {
      name: 'pprof read per sample, 200 k against 20 k',
      value: cpu.large / cpu.small / 10,
      unit: '×',
      limit: { atMost: 1.5 },
      note: `20 k: ${cpu.small.toFixed(0)} ms`,
    },
  ])
}
