import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { inspectFile, isRefusal, recognise, recogniseFile } from '../../../electron/engine/formats/index.ts'
import { HEAD_BYTES } from '../../../electron/engine/formats/recognise.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { encodeProfile, ProtoWriter, SMALL_HEAP } from '../../support/encodeProfile.ts'

const folder = mkdtempSync(join(tmpdir(), 'heapcase-recognise-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
function file(bytes: Uint8Array | string, name = 'unknown'): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}
const of = (bytes: Uint8Array | string) => recogniseFile(file(bytes))
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
/** Deterministic bytes without a pattern. */
function noise(length: number): Uint8Array {
  let state = 12_345
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  })
}
const GC = 'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P\n'

describe('recognition', () => {
  it.each(fixtureFiles('gctrace', '.log'))('takes %s for a log of the runtime, whatever its name', async (name) => {
    const bytes = readFileSync(fixturePath('gctrace', name))
    const kind = /^gc \d|gc \d+ @/m.test(bytes.toString('latin1')) ? 'gctrace' : 'runtimeLog'
    expect(await of(bytes)).toMatchObject({ kind })
  })

  it.each(fixtureFiles('pprof', '.pprof'))('takes %s for a profile, whatever its name', async (name) => {
    expect(await of(readFileSync(fixturePath('pprof', name)))).toMatchObject({ kind: 'profile', confidence: 0.95 })
  })

  it('says why, with a confidence', async () => {
    expect(await of(GC)).toEqual({
      kind: 'gctrace',
      variant: 'go1.6-1.17',
      confidence: 1,
      because: 'it has GC cycle lines of gctrace, the first is gc 1',
    })
    expect(await of(gzipSync(GC))).toMatchObject({ because: expect.stringContaining('(gzip-compressed)') as string })
    expect(await of(GC.slice(0, 40))).toMatchObject({ kind: 'gctrace', confidence: 0.7 })
    expect(await of('SCHED 201ms: gomaxprocs=2 idleprocs=0 threads=4\n')).toMatchObject({
      kind: 'runtimeLog',
      confidence: 0.8,
    })
  })

  const taken: [string, Uint8Array | string, string, string | null][] = [
    ['MemStats', '{"Alloc":1,"HeapAlloc":2,"HeapSys":3}', 'metrics', 'memstats'],
    ['MemStats in lines', '{"HeapAlloc":2,"NumGC":3}\n{"HeapAlloc":2,"NumGC":4}\n', 'metrics', 'memstats'],
    ['expvar', '{"cmdline": ["./x"], "bucket_count": 3}', 'metrics', 'expvar'],
    ['runtime/metrics', '[{"Name":"/gc/heap/live:bytes","Value":3}]', 'metrics', 'runtime-metrics'],
    ['Prometheus', '# HELP go_goroutines x\n# TYPE go_goroutines gauge\ngo_goroutines 7\n', 'metrics', 'prometheus'],
    ['OpenMetrics', '# TYPE a counter\na_total 1\n# EOF\n', 'metrics', 'openmetrics'],
    ['smaps', '00400000-00500000 r-xp 00000000 fd:00 1   /bin/x\nRss:     12 kB\n', 'osMemory', 'smaps'],
    ['maps', '00400000-00500000 r-xp 00000000 fd:00 1   /bin/x\n', 'osMemory', 'maps'],
    ['status', 'Name:\tcheckout\nVmRSS:\t  356788 kB\n', 'osMemory', 'status'],
    ['a control group', 'anon 461373440\nfile 24117248\nkernel_stack 589824\nsock 0\n', 'osMemory', 'cgroup-v2'],
    [
      'a kill in a kernel log',
      '[12.5] Memory cgroup out of memory: Killed process 7 (x) total-vm:1kB, anon-rss:1kB, file-rss:0kB\n',
      'osMemory',
      'oom-killer',
    ],
    [
      'a kill in a log of RHEL 7',
      'Nov 30 10:16:57 node-7 kernel: Killed process 799153 (node), UID 1000, total-vm:606096kB, anon-rss:68308kB\n',
      'osMemory',
      'oom-killer',
    ],
    [
      'a pod described',
      'Name:   x\nNamespace:  y\nContainers:\n  x:\n    State:   Running\n    Restart Count:  0\n',
      'osMemory',
      'pod',
    ],
    ['legacy heap', 'heap profile: 1: 2 [3: 4] @ heap/1048576\n', 'profile', null],
    ['legacy cpu', new Uint8Array(new BigUint64Array([0n, 3n, 0n, 10000n, 0n]).buffer), 'profile', null],
  ]
  it.each(taken)('takes %s, whatever its name', async (_name, bytes, kind, variant) => {
    expect(await of(bytes)).toMatchObject({ kind, variant })
  })

  it.each([
    'panic: assignment to entry in nil map\n',
    'starting\npanic: send on closed channel [recovered]\r\n',
    'panic: interface conversion: io.Reader is nil, not *os.File\n',
    'panic: first\n\tpanic: second\n',
    'fatal error: foo.h: No such file\nfatal error: concurrent map writes\n',
  ])('takes %j for a crash: the runtime alone prints it', async (text) => {
    expect(await of(text)).toMatchObject({ kind: 'goroutines' })
  })

  it.each(['panic: boom\n', 'a panic: send on closed channel\n', 'panic: close of the shop\n'])(
    'takes %j for no crash',
    async (text) => {
      expect(isRefusal(await of(text))).toBe(true)
    },
  )

  it('takes a number alone for what its name says, and only then', async () => {
    expect(await recogniseFile(file('498073600\n', 'memory.current'))).toMatchObject({
      kind: 'osMemory',
      variant: 'cgroup-v2',
    })
    expect(await recogniseFile(file('max\n', 'memory.max'))).toMatchObject({ kind: 'osMemory' })
    expect(await of('498073600\n')).toMatchObject({ code: 'text/single-number' })
  })

  it('finds a kill of the kernel megabytes into a log', async () => {
    const foreign = 'Nov 20 10:03:37 node-7 kubelet[1422]: sync loop\n'.repeat(100_000)
    const kill =
      'Nov 20 10:03:36 node-7 kernel: Memory cgroup out of memory: Killed process 18231 (checkout) total-vm:1640844kB, anon-rss:522908kB, file-rss:2412kB, shmem-rss:0kB\n'
    for (const bytes of [foreign + kill, gzipSync(foreign + kill)])
      expect(await of(bytes)).toMatchObject({ kind: 'osMemory', variant: 'oom-killer' })
    // Lines of GC cycles go before it: the log is then one of them, and the kill is read as well.
    expect(await of(foreign + kill + GC)).toMatchObject({ kind: 'gctrace' })
  })

  const HEADER = 'goroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1\n'
  const surelyTaken: [string, Uint8Array | string, string, number][] = [
    ['a goroutine dump', HEADER, 'goroutines', 1],
    ['a dump behind a service log', `${'level=info msg="order accepted"\n'.repeat(20_000)}${HEADER}`, 'goroutines', 1],
    ['a panic', 'panic: boom\n\ngoroutine 1 [running]:\n', 'goroutines', 1],
    ['a dump in one JSON message', `{"level":"error","msg":${JSON.stringify(HEADER)}}\n`, 'goroutines', 1],
    ['a debug=1 text', 'goroutine profile: total 3\n3 @ 0x1 0x2\n', 'goroutines', 1],
    ['a fatal error alone', 'fatal error: all goroutines are asleep - deadlock!\n', 'goroutines', 0.8],
    ['a signal alone', 'SIGSEGV: segmentation violation\nPC=0x45ce43 m=0 sigcode=1\n', 'goroutines', 0.8],
    ['bench output', 'goos: linux\nBenchmarkPut-8  100  12 ns/op\n', 'benchmark', 0.98],
    ['bench output with a panic', 'BenchmarkPut-8  100  12 ns/op\npanic: boom\n\n' + HEADER, 'benchmark', 0.98],
    ['go test -json', '{"Action":"output","Output":"BenchmarkX-8\\t 1 2 ns/op\\n"}\n', 'benchmark', 0.98],
    ['the head of a bench', 'goos: linux\ngoarch: amd64\npkg: example.com/x\n', 'benchmark', 0.7],
    ['allocfreetrace', `tracealloc(0xc000014050, 0x10, string)\n${HEADER}\n`, 'allocEvents', 0.98],
    [
      'events as JSON',
      '{"time":"2026-11-21T03:00:00Z","kind":"malloc","size":64,"goroutine":18}\n',
      'allocEvents',
      0.9,
    ],
    ['events as CSV', 'time,pid,goroutine,kind,size\n1,2,3,malloc,64\n', 'allocEvents', 0.9],
    ['a probe', 'mallocgc pid=7 goid=18 size=64 spanclass=9 should_gc=1\n', 'allocEvents', 0.8],
    ['an ALERT', 'ALERT: nextOverflow broken in span 0xc000123000\n', 'allocEvents', 0.8],
    ['a log with gc lines and a dump', `${HEADER}\n${GC}`, 'gctrace', 1],
  ]
  it.each(surelyTaken)('takes %s, as sure as it is', async (_name, bytes, kind, confidence) => {
    expect(await of(bytes)).toMatchObject({ kind, confidence })
  })

  const spoken: [string, string][] = [
    ['goroutines', 'goroutine 5 leaked in the pool\nwe saw goroutine profile: totally wrong\n'],
    ['errors', 'foo.c:3: fatal error: foo.h: No such file or directory\n'],
    ['signals', 'SIGTERM: shutting down\n'],
    ['benchmarks', 'Benchmarking 12 servers\nBenchmark results follow\n'],
    ['events', '{"event":"sweep","msg":"floor"}\n{"type":"alloc"}\n'],
  ]
  it.each(spoken)('does not take a text that speaks of %s', async (_name, text) => {
    expect(await of(text)).toMatchObject({ code: 'text/no-gc-line' })
  })

  const refused: [string, Uint8Array | string, string, RegExp][] = [
    ['an empty file', '', 'file/empty', /empty/],
    ['one byte of gzip', hex('1f'), 'file/too-short', /cut/],
    ['a PNG', hex('89504e470d0a1a0a 0000000d49484452'), 'file/image', /PNG image/],
    ['a JPEG', hex('ffd8ffe000104a46494600'), 'file/image', /JPEG/],
    ['an AVIF', hex('0000002066747970 61766966'), 'file/image', /AVIF/],
    ['an SVG', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>\n', 'file/image', /SVG/],
    ['a login page', '<!DOCTYPE html>\n<html><body>Sign in</body></html>\n', 'file/web-page', /HTML page/],
    ['a ZIP', hex('504b0304140000000800'), 'file/archive', /ZIP archive/],
    ['an ELF', hex('7f454c4602010100'), 'file/executable', /ELF/],
    ['a PDF', '%PDF-1.7\n', 'file/document', /PDF/],
    ['an SQLite file', 'SQLite format 3\0'.padEnd(100, '\0'), 'file/database', /SQLite/],
    [
      'a tar inside gzip',
      gzipSync(Buffer.from(`${'a'.padEnd(257, '\0')}ustar\0`.padEnd(512, '\0'))),
      'file/archive',
      /tar archive/,
    ],
    ['gzip in gzip', gzipSync(gzipSync('x'.repeat(100))), 'gzip/nested', /unpack/],
    ['an empty gzip', gzipSync(''), 'file/empty', /holds nothing/],
    ['noise', noise(5000), 'file/binary', /binary data of no known format/],
    [
      'a trace of a version that never was',
      'go 1.24 trace\0\0\0abc',
      'gotrace/unknown-version',
      /unknown .*\(go 1\.24\)/,
    ],
    ['a number alone', '498073600\n', 'text/single-number', /memory\.current/],
    [
      'ps',
      'USER  PID %CPU %MEM    VSZ   RSS TTY  STAT START   TIME COMMAND\napp    77  0.5  0.0  40484 11372 ?    Ssl  02:48   2:09 /app\n',
      'text/process-list',
      /smaps_rollup/,
    ],
    ['ps with columns', '  PID   RSS    VSZ COMMAND\n   77 11372  40484 app\n', 'text/process-list', /MemStats/],
    ['top', 'top - 09:33:52 up  6:45,  0 user,  load average: 5.08\nTasks:  80 total\n', 'text/process-list', /top/],
    [
      'docker stats',
      'CONTAINER ID   NAME   CPU %   MEM USAGE / LIMIT\n12ab   app   0.1%   5MiB / 1GiB\n',
      'text/process-list',
      /docker/,
    ],
    [
      'pmap -x',
      '13600:   /app\nAddress           Kbytes     RSS   Dirty Mode  Mapping\n000055c886623000    188     188       0 r---- app\n',
      'text/pmap',
      /smaps/,
    ],
    ['pmap', '13600:   /app\n000055c886623000    188K r---- app\n', 'text/pmap', /smaps/],
    ['MemStats in MB', 'Alloc = 3 MB TotalAlloc = 8 MB Sys = 12 MB\n', 'text/ambiguous-unit', /1024/],
    ['a belief', 'GODEBUG=mtrace=1 ./service\nspanalloc 0xc000 32\n', 'text/mtrace', /no setting GODEBUG=mtrace/],
    ['prose', 'Dear team,\nthe service is slow.\n', 'text/no-gc-line', /no gc line/],
    ['a source file', 'package main\n\nfunc main() { println("gc 1") }\n', 'text/no-gc-line', /text/],
  ]
  it.each(refused)('refuses %s and says what it looks like', async (_name, bytes, code, message) => {
    const answer = await of(bytes)
    expect(answer).toMatchObject({ code, message: expect.stringMatching(message) as string })
  })

  it('refuses what cannot be read, and folders', async () => {
    expect(await recogniseFile(join(folder, 'missing'))).toMatchObject({ code: 'file/unreadable' })
    mkdirSync(join(folder, 'folder'))
    expect(await recogniseFile(join(folder, 'folder'))).toMatchObject({ code: 'file/directory' })
  })

  it('finds a gc line megabytes into a log, gzip or not', async () => {
    const foreign = '2026/11/20 10:03:37 level=info msg="batch done" n=40\n'.repeat(200_000)
    expect(foreign.length).toBeGreaterThan(20 * HEAD_BYTES)
    for (const bytes of [foreign + GC, gzipSync(foreign + GC), Buffer.from(`\ufeff${foreign}${GC}`, 'utf16le')]) {
      expect(await of(bytes)).toMatchObject({ kind: 'gctrace', confidence: 1 })
      // Without more than the head it cannot be found. Packed, so much of the same is no more than a head.
      const head =
        typeof bytes === 'string' ? new TextEncoder().encode(bytes.slice(0, HEAD_BYTES)) : bytes.subarray(0, 4096)
      expect(recognise({ head, totalBytes: bytes.length })).toMatchObject({ code: 'text/no-gc-line' })
    }
    expect(await of(foreign)).toMatchObject({ code: 'text/no-gc-line' })
  })

  it('finds a gc line wherever a chunk border cuts it', () => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(99)}\n`.repeat(30) + GC)
    const scan = (offset: number, length: number): Uint8Array => bytes.subarray(offset, offset + Math.min(length, 64))
    for (let head = 2900; head < bytes.length; head++)
      expect(recognise({ head: bytes.subarray(0, head), totalBytes: bytes.length, scan })).toMatchObject({
        kind: 'gctrace',
      })
  })

  it('sees through the run of NUL bytes that a rotated log begins with', async () => {
    expect(await of(Buffer.concat([new Uint8Array(10_000), Buffer.from(GC.repeat(3))]))).toMatchObject({
      kind: 'gctrace',
    })
  })

  it('answers for any bytes (seeded)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, isPacked) => {
        const head = isPacked ? gzipSync(bytes) : bytes
        const answer = recognise({ head, totalBytes: head.length })
        expect(isRefusal(answer) ? answer.message.length : answer.because.length).toBeGreaterThan(5)
      }),
      { seed: 20_261_121, numRuns: 2000 },
    )
  })
})

describe('inspectFile', () => {
  it('gives the facts of a profile', async () => {
    expect(await inspectFile(file(encodeProfile(SMALL_HEAP)))).toEqual({
      kind: 'profile',
      version: 'heap',
      facts: {
        format: 'profile.proto',
        gzip: false,
        sample_types: ['alloc_objects/count', 'alloc_space/bytes', 'inuse_objects/count', 'inuse_space/bytes'],
        samples: 2,
        totals: [12, 1064, 4, 400],
        labels: ['bytes'],
        locations: 2,
        functions: 3,
        mappings: 1,
        period: 524_288,
        period_type: 'space/bytes',
        duration_ns: 0,
      },
      records: {},
      issues: [],
      error: null,
    })
  })

  it('gives the same facts of a log, packed or not', async () => {
    const facts = { lines: 2, gc_lines_complete: 2, forced: 0, GC_forced_lines: 0 }
    for (const bytes of [GC + GC.replace('gc 1 @0', 'gc 2 @1'), gzipSync(GC + GC.replace('gc 1 @0', 'gc 2 @1'))])
      expect(await inspectFile(file(bytes))).toEqual({
        kind: 'gctrace',
        version: 'go1.6-1.17',
        facts,
        records: {},
        issues: [],
        error: null,
      })
  })

  it('refuses what import refuses: a file of a kind without a record of it', async () => {
    expect(await inspectFile(file('about goroutine 7 [running]:\nnothing\n'))).toMatchObject({
      kind: 'goroutines',
      facts: {},
      error: { code: 'goroutines/no-goroutines', message: 'There is no goroutine and no crash message in it.' },
    })
  })

  it('gives an error with its place where a profile is cut', async () => {
    const bytes = encodeProfile(SMALL_HEAP)
    const inspection = await inspectFile(file(bytes.subarray(0, bytes.length - 3)))
    expect(inspection).toMatchObject({ kind: 'profile', facts: {}, error: { code: 'profile/truncated' } })
    expect(inspection.error?.detail?.byte).toBeTypeOf('number')
  })
})

describe('hostile gzip', () => {
  // A quarter of a GiB of zeros in a quarter of a MiB.
  const bomb = gzipSync(new Uint8Array(256 * 1024 * 1024), { level: 9 })

  it('stops a decompression bomb with its place, for a log and for a profile', async () => {
    const log = Buffer.concat([gzipSync(GC), bomb])
    const inspection = await inspectFile(file(log))
    expect(inspection).toMatchObject({ kind: 'gctrace', error: { code: 'gzip/bomb' } })
    expect(inspection.error?.detail?.byte).toBeLessThan(log.length)
    // A field nobody knows, of 256 MiB.
    const huge = new ProtoWriter()
      .varint(99 * 8 + 2)
      .varint(256 * 1024 * 1024)
      .finish()
    const profile = Buffer.concat([gzipSync(encodeProfile(SMALL_HEAP)), gzipSync(huge), bomb])
    expect(await inspectFile(file(profile))).toMatchObject({ kind: 'profile', error: { code: 'gzip/bomb' } })
  })

  it('refuses a bomb of zeros before unpacking more than its head', async () => {
    const answer = await of(bomb)
    expect(isRefusal(answer)).toBe(true)
  })
})
