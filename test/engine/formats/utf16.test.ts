// UTF-16 without a byte order mark is text, and nothing binary is taken for it.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTextual, recognise } from '../../../electron/engine/formats/index.ts'
import { Utf16Decoder, utf16Of } from '../../../electron/engine/formats/utf16.ts'
import { excerptOfLog } from '../../../electron/engine/jobs/excerpts.ts'
import { SourceLines } from '../../../electron/utility/SourceLines.ts'
import type { SourceKind } from '../../../shared/records/index.ts'
import { corpusFiles, corpusPath, hasCorpus } from '../../support/corpus.ts'
import { readSource } from '../../support/readSource.ts'

const little = (text: string): Buffer => Buffer.from(text, 'utf16le')
const big = (text: string): Buffer => little(text).swap16()
const GC =
  'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.83 ms cpu, 4->4->0 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 8 P\r\n'
const TEXTS: [SourceKind, string][] = [
  ['gctrace', `2026/11/20 10:03:37 启动完成 µs “ok” 😀\r\n${GC}${GC.replace('gc 1 @0.0', 'gc 2 @1.0')}`],
  ['metrics', '{"HeapAlloc": 1048576,\r\n "HeapSys": 4194304, "NumGC": 3}\r\n'],
  ['metrics', '# HELP go_goroutines Number.\r\n# TYPE go_goroutines gauge\r\ngo_goroutines 42\r\n'],
  ['goroutines', 'goroutine 1 [running]:\r\nmain.main()\r\n\t/src/main.go:5 +0x1d\r\n\r\n'],
  [
    'benchmark',
    'goos: windows\r\npkg: example\r\nBenchmarkJoin-8   \t 1000\t 1234 ns/op\t 16 B/op\t 1 allocs/op\r\nPASS\r\n',
  ],
  ['osMemory', 'Name:\torders\r\nVmPeak:\t 1024 kB\r\nVmSize:\t 1024 kB\r\nVmRSS:\t 512 kB\r\nRssAnon:\t 256 kB\r\n'],
  [
    'profile',
    'heap profile: 1: 16 [2: 32] @ heap/1048576\r\n1: 16 [2: 32] @ 0x4a1 0x4b2\r\n#\t0x4a0\tmain.f+0x1\t/a.go:1\r\n\r\n',
  ],
  [
    'allocEvents',
    'time,kind,size,goroutine\r\n2026-11-20T10:03:37Z,malloc,16,7\r\n2026-11-20T10:03:38Z,malloc,32,7\r\n',
  ],
]

describe('UTF-16 without a byte order mark', () => {
  it.each(TEXTS)('is read as UTF-8 is: %s', (kind, text) => {
    const plain = readSource(kind, text)
    expect(plain.summary.records).toBeGreaterThan(0)
    for (const [bytes, order] of [
      [little(text), 'little'],
      [big(text), 'big'],
    ] as const) {
      expect(recognise({ head: bytes, totalBytes: bytes.length })).toMatchObject({ kind })
      expect(isTextual(bytes)).toBe(true)
      for (const input of [bytes, gzipSync(bytes)]) {
        const { issues, summary, ...rows } = readSource(kind, input)
        const { issues: plainIssues, summary: plainSummary, ...plainRows } = plain
        expect(issues[0]).toMatchObject({
          code: 'text/utf16-without-mark',
          severity: 'note',
          message: expect.stringContaining(`${order}-endian`) as string,
        })
        expect(issues.slice(1)).toEqual(plainIssues)
        const { gzip: _gzip, ...counts } = summary.counts
        expect({ ...summary, counts }).toEqual(plainSummary)
        expect(rows).toEqual(plainRows)
      }
    }
  })

  it('is the same in chunks of one byte and with a mark, which is no issue', () => {
    const text = TEXTS[0]?.[1] ?? ''
    const plain = readSource('gctrace', text)
    const bytewise = readSource('gctrace', little(text), { chunk: 1 })
    expect(bytewise.summary).toEqual(plain.summary)
    for (const marked of [little(`\ufeff${text}`), big(`\ufeff${text}`)])
      expect(readSource('gctrace', marked, { chunk: 3 })).toEqual(plain)
  })

  it('is found where a gc line stands far into it, and its lines are shown as text', async () => {
    const text = `${'level=info msg="batch done" n=40\r\n'.repeat(20_000)}${GC}`
    for (const bytes of [little(text), big(text)]) {
      const scan = (offset: number, length: number): Uint8Array =>
        bytes.subarray(offset, offset + Math.min(length, 9999))
      expect(recognise({ head: bytes.subarray(0, 65_537), totalBytes: bytes.length, scan })).toMatchObject({
        kind: 'gctrace',
      })
      expect(excerptOfLog(bytes.subarray(0, 4096))[0]).toBe('level=info msg="batch done" n=40')
      for (const input of [bytes, gzipSync(bytes)]) {
        const lines = new SourceLines((from, length) => input.subarray(from, from + length), input.length, null)
        expect((await lines.read(20_001, 1)).lines).toEqual([{ line: 20_001, text: GC.trimEnd(), isCut: false }])
        // From a mark that was kept on the way.
        expect((await lines.read(19_999, 2)).lines.map(({ text }) => text)).toEqual([
          'level=info msg="batch done" n=40',
          'level=info msg="batch done" n=40',
        ])
      }
    }
  })

  it('is read where it lost its first byte, as a piece cut out of a file has', () => {
    const cut = little(`x${GC}${GC.replace('gc 1 @0.0', 'gc 2 @1.0')}`).subarray(1)
    expect(readSource('gctrace', cut).summary.counts.gc_lines_complete).toBe(2)
  })
})

describe('what is not UTF-16', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['too little', little('gc 1 @0')],
    ['zeros', Buffer.alloc(4096)],
    ['ASCII', Buffer.from(GC)],
    ['UTF-8', Buffer.from('启动完成'.repeat(40))],
    ['UTF-32', Buffer.from(Uint32Array.from(Buffer.from(GC)).buffer)],
    ['numbers of 32 bits', Buffer.from(Uint32Array.from({ length: 500 }, (_, at) => at + 32).buffer)],
    ['small numbers of 16 bits', Buffer.from(Uint16Array.from({ length: 500 }, (_, at) => at % 128).buffer)],
    ['large numbers of 16 bits', Buffer.from(Uint16Array.from({ length: 500 }, (_, at) => at * 97).buffer)],
    ['text with NUL between lines', Buffer.from(GC.repeat(5).replaceAll('\n', '\0'))],
    ['halves of surrogate pairs', Buffer.concat([little(GC), Buffer.from([0, 0xd8, 0, 0xd8, 0x41, 0])])],
  ])('%s', (_name, bytes) => {
    expect(utf16Of(bytes)).toBeNull()
  })

  it('bytes of any kind, unless nearly all of them are text (seeded)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 6000 }), (bytes) => {
        expect(utf16Of(bytes)?.isMarked ?? true).toBe(true)
      }),
      { seed: 20_261_127, numRuns: 500 },
    )
  })

  it.skipIf(!hasCorpus)('any file of the corpus', () => {
    const names = ['pprof', 'exectrace', 'gctrace', 'goroutine', 'memstats', 'bench'].flatMap(corpusFiles)
    expect(names.length).toBeGreaterThan(500)
    const isMarked = (name: string): boolean | undefined => utf16Of(readFileSync(corpusPath(name)))?.isMarked
    expect(names.filter((name) => isMarked(name) === false)).toEqual([])
  })

  it('a profile in protobuf form, whatever it begins with', () => {
    // Judged by its looks alone it would be text.
    const bytes = Buffer.concat([little('inuse_space'), Buffer.from([0x0a, 0x00])])
    const read = (): unknown => readSource('profile', bytes)
    expect(read).toThrow(/comment \(field 13\)/)
    expect(utf16Of(bytes)).not.toBeNull()
  })
})

describe('Utf16Decoder', () => {
  it('gives what TextDecoder gives, over chunks of any size (seeded)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (text, size) => {
        const bytes = little(text)
        const decoder = new Utf16Decoder(false)
        const pieces: Buffer[] = []
        for (let at = 0; at < bytes.length; at += size)
          pieces.push(Buffer.from(decoder.decode(bytes.subarray(at, at + size)).slice()))
        expect(Buffer.concat(pieces).toString('utf8')).toBe(text.replace(/^\ufeff/, '\ufeff'))
      }),
      { seed: 20_261_128, numRuns: 300 },
    )
  })
})
