import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { Gunzip } from '../../../electron/engine/formats/gunzip.ts'
import { FormatError, isRefusal, recognise } from '../../../electron/engine/formats/index.ts'
import type { ProfileColumns } from '../../../shared/records/index.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { dumpProfile } from '../../support/dumpRecords.ts'
import { encodeProfile, ProtoWriter, SMALL_HEAP } from '../../support/encodeProfile.ts'
import type { ProfileShape } from '../../support/encodeProfile.ts'
import { readSource } from '../../support/readSource.ts'
import { validateProfile } from '../../support/validateRecords.ts'

function readProfile(bytes: Uint8Array, chunk?: number): ProfileColumns {
  const { profile } = readSource('profile', bytes, chunk === undefined ? {} : { chunk })
  if (profile === null) throw new Error('no profile')
  validateProfile(profile)
  return profile
}

/** The error a reader ends with; anything but a FormatError fails the test. */
function errorOf(bytes: Uint8Array): FormatError {
  try {
    readSource('profile', bytes)
  } catch (thrown) {
    if (thrown instanceof FormatError) return thrown
    throw thrown
  }
  throw new Error('was read without an error')
}

describe('profile reader', () => {
  it.each(fixtureFiles('pprof', '.pprof'))('reads %s as recorded, in chunks of any size', async (name) => {
    const bytes = readFileSync(fixturePath('pprof', name))
    const text = dumpProfile(readProfile(bytes))
    await expect(text).toMatchFileSnapshot(fixturePath('pprof', `${name}.expected`))
    for (const chunk of [1, 100]) expect(dumpProfile(readProfile(bytes, chunk))).toBe(text)
  })

  it('reads every field', () => {
    const profile = readProfile(encodeProfile(SMALL_HEAP))
    expect(profile).toMatchObject({
      type: 'heap',
      defaultSampleType: 3,
      hasDefaultSampleType: false,
      period: 524_288,
      periodType: { type: 'space', unit: 'bytes' },
      timeNanos: 1_795_232_174_556_449_500n,
      comments: ['made by a test'],
      sampleCount: 2,
    })
    expect(dumpProfile(profile)).toMatchInlineSnapshot(`
      "type heap, sample types alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes, default inuse_space/bytes (named: false)
      period 524288 space/bytes, time 1795232174556449500, duration 0
      samples 2, stacks 2, locations 2, lines 3, functions 3, mappings 1, strings 16, label sets 3
      totals 12 1064 4 400
      comment made by a test
      mapping 400000-500000 +0 /srv/checkout abc flags 1
      sample 10 1000 4 400 [bytes=100]
        402000 main.clone /go/store.go:44 < main.(*Store).Put /go/store.go:41
        401000 main.main /go/main.go:10
      sample 2 64 0 0 [bytes=32]
        401000 main.main /go/main.go:10
      "
    `)
  })

  it('reads the same whatever the order of fields, packing, and unknown fields between', () => {
    const wanted = dumpProfile(readProfile(encodeProfile(SMALL_HEAP)))
    for (const isUnpacked of [true, false])
      for (const stringsFirst of [true, false])
        for (const withUnknownFields of [true, false])
          expect(
            dumpProfile(readProfile(encodeProfile(SMALL_HEAP, { isUnpacked, stringsFirst, withUnknownFields }))),
          ).toBe(wanted)
  })

  it('reads it gzip-compressed, also in several members', () => {
    const bytes = encodeProfile(SMALL_HEAP)
    const wanted = readProfile(bytes)
    expect(readProfile(gzipSync(bytes))).toEqual(wanted)
    expect(readProfile(Buffer.concat([gzipSync(bytes.subarray(0, 40)), gzipSync(bytes.subarray(40))]))).toEqual(wanted)
  })

  it('takes ids for what they are: any number, not an index', () => {
    const shape: ProfileShape = {
      sampleTypes: ['samples/count', 'cpu/nanoseconds'],
      functions: [
        { id: 0xffff_ffff_ffff_fff0n, name: 'a' },
        { id: 7_000_000, name: 'b' },
      ],
      locations: [
        { id: 0xffff_ffff, lines: [[0xffff_ffff_ffff_fff0n, 1]] },
        { id: 3, lines: [[7_000_000, 2]] },
      ],
      samples: [
        { stack: [3, 0xffff_ffff], values: [1, 10] },
        { stack: [0xffff_ffff], values: [2, 20] },
      ],
    }
    const profile = readProfile(encodeProfile(shape))
    expect(profile.type).toBe('cpu')
    expect([...profile.stackLocation]).toEqual([1, 0, 0])
    expect(profile.strings[profile.functionName[profile.lineFunction[0] ?? 0] ?? 0]).toBe('a')
  })

  it('keeps negative values, as differences have them', () => {
    const profile = readProfile(
      encodeProfile({ ...SMALL_HEAP, samples: [{ stack: [1], values: [-1, -(2 ** 40), 3, -4] }] }),
    )
    expect(profile.values.map((column) => column[0])).toEqual([-1, -(2 ** 40), 3, -4])
  })

  it('rounds values beyond 2^53 and says how many', () => {
    const bytes = encodeProfile({
      ...SMALL_HEAP,
      samples: [{ stack: [1], values: [1, 2n ** 60n + 1n, -(2n ** 60n) - 1n, 2 ** 53 - 1] }],
    })
    const { issues, profile } = readSource('profile', bytes)
    expect(issues).toMatchObject([{ code: 'profile/rounded-value', severity: 'note', count: 2 }])
    expect(profile?.values.map((column) => column[0])).toEqual([1, 2 ** 60, -(2 ** 60), 2 ** 53 - 1])
  })

  it('stores equal stacks and equal label sets once', () => {
    const labels = { tenant: 'acme', handler: 'upload' }
    const profile = readProfile(
      encodeProfile({
        ...SMALL_HEAP,
        samples: [
          { stack: [2, 1], values: [1, 1, 1, 1], labels },
          { stack: [2, 1], values: [2, 2, 2, 2] },
          { stack: [1, 2], values: [3, 3, 3, 3], labels },
          { stack: [], values: [4, 4, 4, 4] },
        ],
      }),
    )
    expect([...profile.sampleStack]).toEqual([0, 0, 1, 2])
    expect([...profile.sampleLabelSet]).toEqual([1, 0, 1, 0])
  })

  it.each([
    [
      'heap',
      ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
      undefined,
      'main.main',
    ],
    [
      'allocs',
      ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
      'alloc_space',
      'main.main',
    ],
    ['cpu', ['samples/count', 'cpu/nanoseconds'], undefined, 'main.main'],
    ['goroutine', ['goroutine/count'], undefined, 'main.main'],
    ['goroutineleak', ['goroutineleak/count'], undefined, 'main.main'],
    ['threadcreate', ['threadcreate/count'], undefined, 'main.main'],
    ['mutex', ['contentions/count', 'delay/nanoseconds'], undefined, 'sync.(*Mutex).Unlock'],
    ['mutex', ['contentions/count', 'delay/nanoseconds'], undefined, 'runtime._LostContendedRuntimeLock'],
    ['block', ['contentions/count', 'delay/nanoseconds'], undefined, 'runtime.chanrecv1'],
    ['block', ['contentions/count', 'delay/nanoseconds'], undefined, 'sync.(*Mutex).Lock'],
    ['custom', ['sessions/count'], undefined, 'main.main'],
    ['custom', ['alloc_space/bytes'], undefined, 'main.main'],
  ])('tells a %s profile by its sample types %j (%s, %s)', (type, sampleTypes, defaultType, leaf) => {
    const profile = readProfile(
      encodeProfile({
        sampleTypes,
        ...(defaultType !== undefined && { defaultType }),
        functions: [{ id: 1, name: leaf }],
        locations: [{ id: 1, lines: [[1, 1]] }],
        samples: [{ stack: [1], values: sampleTypes.map(() => 1) }],
      }),
    )
    expect(profile.type).toBe(type)
  })

  it.each([
    ['is empty', []],
    ['names no functions', [{ stack: [1], values: [1, 2] }]],
  ])('says that a contention profile that %s may be block or mutex', (_what, samples) => {
    const { issues } = readSource(
      'profile',
      encodeProfile({
        sampleTypes: ['contentions/count', 'delay/nanoseconds'],
        functions: [],
        locations: [{ id: 1, lines: [] }],
        samples,
      }),
    )
    expect(issues).toMatchObject([{ code: 'profile/block-or-mutex', severity: 'note' }])
  })
})

describe('damaged profiles', () => {
  const heap = encodeProfile(SMALL_HEAP)

  it('keeps nothing of a profile that is cut, and names the byte, wherever the cut is', () => {
    const biggest = fixtureFiles('pprof', '.pprof')
      .map((name) => readFileSync(fixturePath('pprof', name)))
      .reduce((a, b) => (b.length > a.length ? b : a))
    let cuts = 0
    for (const whole of [heap, gzipSync(heap), biggest])
      for (let end = 0; end < Math.min(whole.length, 4096); end++) {
        const cut = whole.subarray(0, end)
        const answer = recognise({ head: cut, totalBytes: cut.length })
        if (isRefusal(answer)) {
          expect(answer.message.length).toBeGreaterThan(10)
          continue
        }
        // A raw message that ends between two fields is a shorter message; what it lacks is missed all the same.
        const error = errorOf(cut)
        expect(error.code, `cut at ${end}`).toMatch(/^(profile|gzip)\/(truncated|malformed)$/)
        expect(error.at.byte, `cut at ${end}`).toBeTypeOf('number')
        cuts++
      }
    expect(cuts).toBeGreaterThan(4000)
  })

  it.each([
    [3, 65_536, 'mappings'],
    [4, 1_000_000, 'locations'],
    [5, 1_000_000, 'functions'],
    [2, 2_000_000, 'samples'],
  ])('refuses messages of field %i beyond %i: memory is bounded by counts, too', (field, most, name) => {
    // An empty message is a tag and a zero.
    const messages = new Uint8Array(2 * (most + 1))
    for (let at = 0; at < messages.length; at += 2) messages[at] = field * 8 + 2
    expect(errorOf(Buffer.concat([heap, messages]))).toMatchObject({
      code: 'profile/too-large',
      message: expect.stringContaining(`more than ${most} ${name}`) as string,
    })
  })

  it('leaves out a label without text and number, as an empty text is written', () => {
    const samples: ProfileShape['samples'] = [
      { stack: [1], values: [1], labels: { tenant: '', bytes: [0, ''], latency: [0, 'ms'] } },
    ]
    const profile = encodeProfile({ ...SMALL_HEAP, sampleTypes: ['samples/count'], samples })
    expect(dumpProfile(readProfile(profile))).toMatch(/sample 1 \[latency=0 ?ms\]/)
  })

  it('recognises value types with fields that are not known', () => {
    const writer = new ProtoWriter().message(1, (type) => type.number(1, 1).number(2, 2).number(9, 1).string(10, 'x'))
    writer.string(6, '').string(6, 'samples').string(6, 'count')
    const head = writer.finish()
    expect(recognise({ head, totalBytes: head.length })).toMatchObject({ kind: 'profile' })
  })

  it('refuses stacks of a few bytes that have more frames than can be walked: a location of many inlined functions', () => {
    const writer = new ProtoWriter().message(1, (type) => type.number(1, 1).number(2, 2))
    writer.string(6, '').string(6, 'samples').string(6, 'count')
    writer.message(5, (of) => of.number(1, 1).number(2, 1))
    writer.message(4, (location) => {
      location.number(1, 1)
      for (let line = 0; line < 10_000; line++) location.message(4, (of) => of.number(1, 1))
    })
    writer.message(2, (sample) => sample.packed(1, new Array<number>(10_001).fill(1)).packed(2, [1]))
    expect(errorOf(writer.finish())).toMatchObject({
      code: 'profile/too-large',
      message: expect.stringContaining('more than 100000000 frames') as string,
    })
  })

  const damage: [string, RegExp, (writer: ProtoWriter) => void][] = [
    [
      'a sample without its location',
      /location 9, which is not in the profile/,
      (w) => w.message(2, (s) => s.packed(1, [9]).packed(2, [1])),
    ],
    [
      'a sample with too many values',
      /2 values, but the profile has 1 sample types/,
      (w) => w.message(2, (s) => s.packed(2, [1, 2])),
    ],
    ['a sample without values', /0 values, but/, (w) => w.message(2, (s) => s.packed(1, []))],
    ['a function without an id', /function 1 has no id/, (w) => w.message(5, (f) => f.number(2, 1))],
    [
      'an id used twice',
      /function id 4 is used twice/,
      (w) => w.message(5, (f) => f.number(1, 4)).message(5, (f) => f.number(1, 4)),
    ],
    [
      'a name beyond the string table',
      /function name is string 50, but the table has 4/,
      (w) => w.message(5, (f) => f.number(1, 1).number(2, 50)),
    ],
    [
      'a line of an unknown function',
      /function 8, which is not/,
      (w) => w.message(4, (l) => l.number(1, 1).message(4, (n) => n.number(1, 8))),
    ],
    ['field number 0', /field number 0/, (w) => w.raw(0, 0)],
    ['a group', /wire type 3/, (w) => w.raw(0xa3, 1)],
    ['a wrong wire type', /wire type 0, expected 2/, (w) => w.number(2, 5)],
    ['an endless varint', /varint longer than 10 bytes/, (w) => w.raw(0x60, ...Array.from({ length: 11 }, () => 0xff))],
    [
      'a message that runs past its end',
      /runs past the end of its message/,
      (w) => w.message(2, (s) => s.raw(0x0a, 100, 1)),
    ],
  ]
  it.each(damage)('refuses %s with its place', (_name, message, write) => {
    const writer = new ProtoWriter().message(1, (type) => type.number(1, 1).number(2, 2))
    writer.string(6, '').string(6, 'samples').string(6, 'count')
    write(writer)
    writer.string(6, 'last')
    const error = errorOf(writer.finish())
    expect(error.message).toMatch(message)
    expect(error.code).toBe('profile/malformed')
    expect(error.at.byte).toBeTypeOf('number')
  })

  it('refuses a string table that does not begin with an empty string, and a profile without sample types', () => {
    expect(errorOf(new ProtoWriter().string(6, 'x').finish()).message).toMatch(/string 0 is not empty/)
    expect(errorOf(new ProtoWriter().string(6, '').finish()).message).toMatch(/names no sample types/)
    expect(errorOf(new Uint8Array(0)).code).toBe('profile/empty')
  })

  it('refuses a checksum that is wrong, and leaves out bytes after the end', () => {
    const packed = gzipSync(heap)
    const wrong = Buffer.from(packed)
    wrong[wrong.length - 6] = (wrong[wrong.length - 6] ?? 0) ^ 1
    expect(errorOf(wrong)).toMatchObject({ code: 'gzip/damaged' })
    const { issues } = readSource('profile', Buffer.concat([packed, Buffer.from('trailing')]))
    expect(issues).toMatchObject([{ code: 'gzip/trailing-bytes', severity: 'note' }])
  })

  it('ends with a profile or a typed error for real files with random damage (seeded)', () => {
    const files = fixtureFiles('pprof', '.pprof')
      .slice(0, 8)
      .map((name) => readFileSync(fixturePath('pprof', name)))
    const sources = [heap, ...files.map((bytes) => Buffer.from(gunzipped(bytes)))]
    const edit = fc.record({ at: fc.nat(), byte: fc.nat(255), isDrop: fc.boolean() })
    fc.assert(
      fc.property(fc.nat(sources.length - 1), fc.array(edit, { minLength: 1, maxLength: 6 }), (which, edits) => {
        const bytes = [...(sources[which] ?? heap)]
        for (const { at, byte, isDrop } of edits) {
          if (isDrop) bytes.splice(at % bytes.length, 1)
          else bytes[at % bytes.length] = byte
        }
        try {
          readProfile(Uint8Array.from(bytes))
        } catch (thrown) {
          if (!(thrown instanceof FormatError)) throw thrown
        }
      }),
      { seed: 20_261_121, numRuns: 1500 },
    )
  })

  it('ends with a profile or a typed error for any bytes (seeded)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          readProfile(bytes)
        } catch (thrown) {
          if (!(thrown instanceof FormatError)) throw thrown
        }
      }),
      { seed: 20_261_121, numRuns: 2000 },
    )
  })
})

function gunzipped(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = []
  const gunzip = new Gunzip((piece) => pieces.push(piece.slice()))
  gunzip.push(bytes)
  gunzip.finish()
  return Buffer.concat(pieces)
}
