// Profiles in the legacy forms: the text of ?debug=1 with the MemStats at its end, and the binary form of CPU profiles.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FormatError, recognise } from '../../../electron/engine/formats/index.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { dumpProfile } from '../../support/dumpRecords.ts'
import { dumpStatistics } from '../../support/dumpStatistics.ts'
import { readSource, type ReadResult } from '../../support/readSource.ts'
import { validateProfile } from '../../support/validateRecords.ts'

const MODIFIED = Date.UTC(2026, 10, 21, 4)

function dump(result: ReadResult): string {
  if (result.profile === null) throw new Error('no profile')
  validateProfile(result.profile)
  return dumpProfile(result.profile) + dumpStatistics(result)
}

const read = (bytes: Uint8Array | string, chunk?: number): ReadResult =>
  readSource('profile', bytes, { modifiedMs: MODIFIED, ...(chunk !== undefined && { chunk }) })

describe('legacy profiles', () => {
  it.each(fixtureFiles('pprof', '.debug1.txt'))('reads %s as recorded, in chunks of any size', async (name) => {
    const path = fixturePath('pprof', name)
    const bytes = readFileSync(path)
    const text = dump(read(bytes))
    await expect(text).toMatchFileSnapshot(`${path}.expected`)
    for (const chunk of [1, 100]) expect(dump(read(bytes, chunk)), `chunks of ${chunk}`).toBe(text)
  })

  it('scales sampled sizes up as pprof does: n ÷ (1 − e^(−size ÷ rate))', () => {
    const { profile } = read(
      'heap profile: 1: 1024 [2: 2048] @ heap/1048576\n1: 1024 [2: 2048] @ 0x401000 0x402000\n#\t0x401000\tmain.f+0x1\t/src/x.go:7\n#\t0x402000\tmain.main+0x2\t/src/x.go:3\n',
    )
    const scale = 1 / (1 - Math.exp(-1024 / 524_288))
    expect(profile?.sampleTypes.map(({ type }) => type)).toEqual([
      'alloc_objects',
      'alloc_space',
      'inuse_objects',
      'inuse_space',
    ])
    expect(profile?.values.map(([value]) => value)).toEqual([
      Math.floor(2 * scale),
      Math.floor(2048 * scale),
      Math.floor(scale),
      Math.floor(1024 * scale),
    ])
    expect(profile?.period).toBe(524_288)
    expect(profile?.strings).toContain('main.f')
  })

  it.each([
    ['blanks', ' '],
    ['tabs', '\t'],
    ['digits', '1'],
  ])('takes lines of a hundred thousand %s as one it does not know', (_what, character) => {
    const long = character.repeat(100_000)
    const lines = [
      `${long}!`,
      `#\t0x1\t${long}!`,
      `#\t0x1\tf${long}:!`,
      `0x401000 ${long}(a${long}`,
      `0x401000 f (${long})!`,
    ]
    const { profile } = read(
      `--- contention:\n${long}!\ncycles/second=1000\nsampling period=1\n10 1 @ 0x401000\n${lines.join('\n')}\n20 1 @ 0x402000\n`,
    )
    expect(profile?.values[1] && Array.from(profile.values[1])).toHaveLength(2)
  })

  it.each([
    ['heap', 'heap profile: 1: 64 [2: 128] @ heap/2\n1: 64 [2: 128] @ 0x401000\n\n# runtime.MemStats\n# Alloc = 8\n'],
    ['block', '--- contention:\ncycles/second=1000000000\n70 2 @ 0x401000\n'],
    ['threadcreate', 'threadcreate profile: total 5\n5 @ 0x401000\n\n'],
  ])('reads the first of %s profiles appended to one file, and says that there are others', (_kind, text) => {
    const one = read(text)
    const three = read(`${text}Mon Nov 23 10:00:00 UTC 2026\n${text}${text}`)
    if (one.profile === null || three.profile === null) throw new Error('no profile')
    expect(dumpProfile(three.profile)).toBe(dumpProfile(one.profile))
    const lines = text.split('\n').length
    expect(three.issues).toMatchObject([
      { code: 'profile/bad-line', count: 1, at: { line: lines } },
      { code: 'profile/further-profiles', severity: 'dataLoss', count: 2, at: { line: lines + 1 } },
    ])
  })

  it('puts return addresses of 0, as threadcreate has them, into the mapping of everything, as pprof does', () => {
    const { profile } = read('threadcreate profile: total 6\n6 @ 0x0 0x0 0x0\n#\t0x0\n\n')
    if (profile === null) throw new Error('no profile')
    validateProfile(profile)
    expect(profile.values.map(([value]) => value)).toEqual([6])
    expect([...profile.locationMapping]).toEqual([0])
    expect([...profile.mappingLimit]).toEqual([0xffff_ffff_ffff_ffffn])
  })

  it('takes frames that the text hides off the stack: of heap profiles the runtime at the leaf, of all runtime.goexit', () => {
    const stacks = (text: string): string[][] => {
      const { profile } = read(text)
      if (profile === null) throw new Error('no profile')
      validateProfile(profile)
      return Array.from(profile.sampleStack, (stack) =>
        Array.from(
          profile.stackLocation.subarray(profile.stackStart[stack], profile.stackStart[stack + 1]),
          (location) => (profile.locationAddress[location] as bigint).toString(16),
        ),
      )
    }
    const heap =
      'heap profile: 3: 3072 [3: 3072] @ heap/2\n' +
      '1: 1024 [1: 1024] @ 0x101 0x102 0x203 0x204 0x301\n#\t0x202\tmain.f+0x1\t/src/x.go:7\n#\t0x203\tmain.main+0x2\t/src/x.go:3\n\n' +
      // Nothing but runtime: all of it is shown.
      '1: 1024 [1: 1024] @ 0x101 0x102 0x301\n#\t0x100\truntime.mallocgc+0x1\t/go/malloc.go:7\n#\t0x101\truntime.main+0x2\t/go/proc.go:3\n\n' +
      // C code has addresses without names, a stack that is cut has no goexit.
      '1: 1024 [1: 1024] @ 0x101 0x401 0x203\n#\t0x400\n#\t0x202\tmain.f+0x1\t/src/x.go:7\n'
    expect(stacks(heap)).toEqual([
      ['202', '203'],
      ['100', '101'],
      ['400', '202'],
    ])
    expect(
      stacks(
        '--- contention:\ncycles/second=1000000000\n7 1 @ 0x101 0x203 0x301\n#\t0x202\tmain.f+0x1\t/src/x.go:7\n\n7 1 @ 0x101 0x203\n',
      ),
    ).toEqual([
      ['100', '202'],
      ['100', '202'],
    ])
  })

  it('reads a text that PowerShell wrote, and one with a byte order mark, as the plain one', () => {
    const name = 'go1.26.10-orders.heap.debug1.txt'
    const plain = readFileSync(fixturePath('pprof', name))
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(plain.toString('utf8'), 'utf16le')])
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain])
    for (const bytes of [wide, Buffer.from(wide).swap16(), marked]) {
      expect(recognise({ head: bytes, totalBytes: bytes.length })).toMatchObject({ kind: 'profile' })
      expect(dump(read(bytes)).replace(/^counts.*$/m, '')).toBe(dump(read(plain)).replace(/^counts.*$/m, ''))
    }
    const counts = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from('goroutine profile: total 1\n1 @ 0x1\n'),
    ])
    expect(recognise({ head: counts, totalBytes: counts.length })).toMatchObject({ kind: 'goroutines' })
  })

  it('takes MemStats at the end of a heap text for a snapshot of the runtime', () => {
    const result = read(readFileSync(fixturePath('pprof', 'go1.26.10-orders.heap.debug1.txt')))
    const value = (canonical: string): number | undefined =>
      result.points[result.series.findIndex((series) => series.canonical === canonical)]?.value[0]
    expect(value('go.total')).toBeGreaterThan(value('go.heap.inuse') ?? Number.NaN)
    expect(value('go.heap.inuse')).toBeGreaterThanOrEqual(value('go.heap.objects') ?? Number.NaN)
  })

  it('reads the binary form of CPU profiles, of either word size and byte order', () => {
    const words = [0, 3, 0, 10_000, 0, 2, 2, 0x401000, 0x402000, 1, 2, 0x403000, 0x402000, 0, 1, 0]
    const maps = '400000-500000 r-xp 00000000 08:01 1 /usr/local/bin/orders\n'
    for (const size of [4, 8] as const)
      for (const isLittle of [true, false]) {
        const bytes = new Uint8Array(words.length * size)
        const view = new DataView(bytes.buffer)
        words.forEach((word, index) => {
          if (size === 4) view.setUint32(index * 4, word, isLittle)
          else view.setBigUint64(index * 8, BigInt(word), isLittle)
        })
        const { profile } = read(Buffer.concat([bytes, Buffer.from(maps)]))
        expect(profile?.type).toBe('cpu')
        expect(profile?.values.map((column) => column.reduce((sum, value) => sum + value, 0))).toEqual([3, 30_000_000])
        expect(profile?.sampleCount).toBe(2)
      }
  })

  it.each([
    ['a heap text without a sample', 'heap profile: 0: 0 [0: 0] @ heap/1048576\n'],
    ['lines cut off', '--- mutex:\ncycles/second=2000000000\nsampling period=5\n100 1 @ 0x40'],
    ['a sample that is none', '--- contention:\ncycles/second=1000000000\nnonsense here\n100 1 @ 0x401000\n'],
    ['a count profile', 'threadcreate profile: total 3\n2 @ 0x401000 0x402000\n1 @\n'],
  ])('reads %s without failing', (_name, text) => {
    const result = read(text)
    if (result.profile === null) throw new Error('no profile')
    validateProfile(result.profile)
    for (let length = 1; length < text.length; length++)
      try {
        read(text.slice(0, length))
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(FormatError)
      }
  })
})
