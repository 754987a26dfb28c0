import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DUMP_CAUSES, GOROUTINE_LOCKED, GOROUTINE_UNAVAILABLE, NO_SITE } from '../../../shared/records/index.ts'
import type { DumpRecord } from '../../../shared/records/index.ts'
import { fixtureFiles, fixturePath } from '../../support/corpus.ts'
import { dumpGoroutines } from '../../support/dumpRecords.ts'
import { readDumps } from '../../support/readSource.ts'
import type { ReadResult } from '../../support/readSource.ts'
import { validateDumps } from '../../support/validateRecords.ts'

const read = (text: string): ReadResult => {
  const result = readDumps(text)
  validateDumps(result)
  return result
}
/** The first goroutine of the first dump with what its indexes refer to. */
function first(text: string) {
  const result = read(text)
  const [rows] = result.goroutines
  const { dumps } = result
  if (!rows || !dumps) throw new Error('no goroutine was read')
  const { stacks } = dumps
  const stack = rows.stack[0] as number
  const frame = (index: number): string =>
    `${stacks.strings[stacks.frameFunction[index] as number]} ${stacks.strings[stacks.frameFile[index] as number]}:${stacks.frameLine[index]}${stacks.frameFlags[index] ? ' inlined' : ''}`
  const site = rows.site[0] as number
  return {
    id: rows.id[0],
    status: dumps.statuses[rows.status[0] as number],
    minutes: rows.waitMinutes[0],
    flags: rows.flags[0],
    thread: rows.thread[0],
    bubble: rows.bubble[0],
    elided: rows.elided[0],
    labels: dumps.labelSets[rows.labelSet[0] as number],
    frames: Array.from(stacks.stackFrame.subarray(stacks.stackStart[stack], stacks.stackStart[stack + 1]), frame),
    creator: site === NO_SITE ? null : frame(dumps.sites[site] as number),
    creatorId: rows.creatorId[0],
    lock: [rows.lockKind[0], rows.lockAddress[0]],
    pointers: [...rows.pointers.subarray(0, 4)].filter((pointer) => !Number.isNaN(pointer)),
    dump: dumps.dumps[0] as DumpRecord,
  }
}
const dumpsOf = (text: string): DumpRecord[] => read(text).dumps?.dumps ?? []

describe('goroutine dumps', () => {
  it.each(fixtureFiles('goroutine', '.txt'))('reads %s as recorded, in chunks of any size', async (name) => {
    const bytes = readFileSync(fixturePath('goroutine', name))
    const whole = readDumps(bytes)
    validateDumps(whole)
    const text = dumpGoroutines(whole)
    await expect(text).toMatchFileSnapshot(fixturePath('goroutine', `${name}.expected`))
    for (const chunk of [1, 7, 1000])
      expect(dumpGoroutines(readDumps(bytes, { chunk })), `chunks of ${chunk}`).toBe(text)
    // The same with Windows line ends, and through PowerShell's redirection.
    const crlf = bytes.toString('utf8').replaceAll('\n', '\r\n')
    expect(dumpGoroutines(readDumps(crlf))).toBe(text)
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(crlf, 'utf16le')])
    expect(dumpGoroutines(readDumps(utf16))).toBe(text)
  })

  const STACK = 'main.work()\n\t/app/main.go:12 +0x1d\n'
  it.each([
    ['goroutine 7 [running]:', { id: 7, status: 'running', minutes: 0, flags: 0 }],
    ['goroutine 7 [chan receive, 5 minutes]:', { status: 'chan receive', minutes: 5 }],
    ['goroutine 7 [select, 1234 minutes, locked to thread]:', { minutes: 1234, flags: GOROUTINE_LOCKED }],
    ['goroutine 7 [chan receive (nil chan)]:', { status: 'chan receive (nil chan)' }],
    ['goroutine 7 [chan receive (leaked)]:', { status: 'chan receive (leaked)' }],
    ['goroutine 7 [IO wait (scan), 2 minutes]:', { status: 'IO wait (scan)', minutes: 2 }],
    ['goroutine 7 [select (durable), synctest bubble 3]:', { status: 'select (durable)', bubble: 3 }],
    ['goroutine 7 [sleep, synctest group 9]:', { status: 'sleep', bubble: 9 }],
    ['goroutine 7 gp=0xc000002380 m=4 mp=0xa55540 [running]:', { status: 'running', thread: 4 }],
    ['goroutine 7 gp=0xc0000028c0 m=nil [force gc (idle)]:', { status: 'force gc (idle)', thread: Number.NaN }],
    ['goroutine 7 [select] {k: v}:  ', { labels: [{ key: 'k', value: 'v' }] }],
    [
      'goroutine 7 [select] {route: "/a {b}, \\"c\\"", "odd key": x, empty: ""}:',
      {
        labels: [
          { key: 'route', value: '/a {b}, "c"' },
          { key: 'odd key', value: 'x' },
          { key: 'empty', value: '' },
        ],
      },
    ],
    [
      'goroutine 37 [chan receive, 2 minutes labels:{"route": "/pay, ]m", "tenant": "a\\"b"}]:',
      {
        status: 'chan receive',
        minutes: 2,
        labels: [
          { key: 'route', value: '/pay, ]m' },
          { key: 'tenant', value: 'a"b' },
        ],
      },
    ],
    [
      'goroutine 8 [IO wait, 3 minutes labels:{"query": "SELECT *\\nFROM t"}]:',
      { id: 8, status: 'IO wait', labels: [{ key: 'query', value: 'SELECT *\nFROM t' }] },
    ],
    ['main.go:12: goroutine 7 [running]:', { id: 7, status: 'running' }],
    ['ERRO[0012] goroutine 7 [select, 5 minutes]:', { id: 7, minutes: 5 }],
    ['[GIN] 2026/11/28 - 03:04:05 [Recovery] goroutine 7 [running]:', { id: 7 }],
    ['2026-11-28T03:04:05.123Z\tERROR\tapp/main.go:10\tgoroutine 7 [running]:', { id: 7 }],
    ['{"level":"error"} goroutine 7 [select] {k: v}: ', { labels: [{ key: 'k', value: 'v' }] }],
    ['panic in goroutine 7 [running]: foo', null],
    ['created by main.f in goroutine 7', null],
    ['panic: stack of goroutine 7 [running]:', null],
    ['goroutine 9007199254740993 [running]:', null],
    ['goroutine 7 [running]', null],
    ['goroutine seven [running]:', null],
  ])('reads the header %s', (header, expected) => {
    const text = `${header}\n${STACK}\n`
    if (expected === null) expect(read(text).dumps).toBeNull()
    else expect(first(text)).toMatchObject(expected)
  })

  it.each([
    ['main.(*T).Do(0xc000012345, {0x1, 0x2})', '\t/a b/c.go:7 +0x1d', 'main.(*T).Do /a b/c.go:7'],
    ['main.F[...](0x1?, ...)', '\tC:/Program Files/x.go:99 +0x1', 'main.F[...] C:/Program Files/x.go:99'],
    ['main.(*Set[...]).Add(...)', '\t/x.go:3', 'main.(*Set[...]).Add /x.go:3 inlined'],
    ['gopkg.in/yaml%2ev3.(*d).f(0x1)', '\t/y.go:5 +0x2 fp=0xc1 sp=0xc0 pc=0x4', 'gopkg.in/yaml%2ev3.(*d).f /y.go:5'],
    ['panic({0x1?, 0x2?})', '\truntime/panic.go:783 +0x132', 'panic runtime/panic.go:783'],
    ['non-Go function', '\t/src/zlib.c:44 pc=0x7f12', 'non-Go function /src/zlib.c:44'],
    ['C.inflate', '\t/src/zlib.c:45 pc=0x7f13', 'C.inflate /src/zlib.c:45'],
    // Blanks at the ends, as a terminal's copy has them; no tab, as a journal's text has none.
    ['main.main() ', '\t/x.go:7 +0x1d  ', 'main.main /x.go:7'],
    ['main.main()', '/go/src/app/server.go:621 +0x35c', 'main.main /go/src/app/server.go:621'],
    ['main.f(...)', '/go/src/app/server.go:621', 'main.f /go/src/app/server.go:621 inlined'],
    ['main.main()', '_testmain.go:47 +0x165', 'main.main _testmain.go:47'],
    ['C.inflate', '/src/zlib.c:45 pc=0x7f13', 'C.inflate /src/zlib.c:45'],
    [
      'runtime.goexit()',
      '        /usr/local/go/src/runtime/asm_amd64.s:1333 +0x1',
      'runtime.goexit /usr/local/go/src/runtime/asm_amd64.s:1333',
    ],
  ])('reads the frame %s', (fn, file, frame) => {
    expect(first(`goroutine 7 [running]:\n${fn}\n${file}\n\n`).frames).toEqual([frame])
  })

  it('reads creators of all versions, elided frames, and a stack that could not be printed', () => {
    expect(
      first(`goroutine 7 [running]:\n${STACK}created by main.main in goroutine 1\n\t/m.go:3 +0x1\n`),
    ).toMatchObject({
      creator: 'main.main /m.go:3',
      creatorId: 1,
      dump: { goVersions: 'go1.21+' },
    })
    expect(first(`goroutine 7 [running]:\n${STACK}created by main.main\n\t/m.go:3 +0x1\n`)).toMatchObject({
      creator: 'main.main /m.go:3',
      creatorId: Number.NaN,
      dump: { goVersions: 'go1.0-1.20' },
    })
    expect(first(`goroutine 7 [running]:\n${STACK}...12 frames elided...\nmain.a(...)\n\t/m.go:3\n`)).toMatchObject({
      elided: 12,
      frames: ['main.work /app/main.go:12', '... :0', 'main.a /m.go:3 inlined'],
    })
    expect(
      first(`goroutine 7 [running]:\n${STACK}...additional frames elided...\ncreated by m\n\t/m.go:3\n`).elided,
    ).toBe(0)
    expect(
      first(
        'goroutine 7 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by m.f\n\t/m.go:3\n',
      ),
    ).toMatchObject({ flags: GOROUTINE_UNAVAILABLE, frames: [], creator: 'm.f /m.go:3' })
  })

  it('tells what a goroutine waits for by the arguments of its frames', () => {
    const lock = (...frames: string[]) =>
      first(
        `goroutine 7 [semacquire]:\n${frames.map((frame) => `${frame}\n\t/x.go:1 +0x1\n`).join('')}main.work(0xc000aa0000)\n\t/m.go:1 +0x1\n`,
      )
    const [mutex, write, readLock, group, cond, semaphore, receive, , map] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(
      lock('sync.runtime_SemacquireMutex(0xc000012344, 0x0, 0x1)', 'sync.(*Mutex).lockSlow(0xc000012340)').lock,
    ).toEqual([mutex, 0xc000012340])
    // Only the semaphore inside is printed.
    expect(lock('sync.runtime_SemacquireMutex(0xc000012344, 0x0, 0x1)', 'sync.(*Mutex).Lock(...)').lock).toEqual([
      mutex,
      0xc000012340,
    ])
    expect(
      lock('sync.runtime_SemacquireRWMutexR(0xc00001234c?, 0x0?, 0x0?)', 'sync.(*RWMutex).RLock(...)').lock,
    ).toEqual([readLock, -0xc000012340])
    // RWMutex.Lock waits in the Mutex at its start.
    expect(lock('sync.(*Mutex).lockSlow(0xc000012340)', 'sync.(*RWMutex).Lock(0xc000012340)').lock).toEqual([
      write,
      0xc000012340,
    ])
    expect(lock('sync.runtime_notifyListWait(0xc000012350, 0x0)', 'sync.(*Cond).Wait(0x0?)').lock).toEqual([
      cond,
      0xc000012340,
    ])
    expect(lock('sync.runtime_Semacquire(0xc000012348)', 'sync.(*WaitGroup).Wait(0xc000012340)').lock).toEqual([
      group,
      0xc000012340,
    ])
    expect(lock('sync.runtime_Semacquire(0xc000012348)').lock).toEqual([semaphore, 0xc000012348])
    expect(
      lock(
        'runtime.gopark(0x1, 0x2, 0x3, 0x4, 0x5)',
        'runtime.chanrecv(0xc0000a2000, 0x0, 0x1)',
        'runtime.chanrecv1(0x0?, 0x0?)',
      ).lock,
    ).toEqual([receive, 0xc0000a2000])
    expect(lock('runtime.mapassign_fast64(0x699640, 0xc00000ed80, 0x0)').lock).toEqual([map, 0xc00000ed80])
    expect(lock('sync.(*Mutex).Lock(0x0)').pointers).toEqual([0xc000aa0000])
    // A running goroutine waits for nothing.
    expect(first('goroutine 7 [running]:\nsync.(*Mutex).Lock(0xc000012340)\n\t/x.go:1 +0x1\n').lock).toEqual([
      0,
      Number.NaN,
    ])
  })
})

describe('crash reports', () => {
  const G = 'goroutine 7 [running]:\nmain.work()\n\t/app/main.go:12 +0x1d\n'
  const crash = (text: string) => dumpsOf(text)[0]

  it.each([
    ['panic: boom\n\n', { cause: 'panic', message: 'boom', culpritId: 7 }],
    [
      'panic: runtime error: index out of range [8] with length 3\n\n',
      { message: 'runtime error: index out of range [8] with length 3' },
    ],
    ['panic: a\nb\n\nc\n\n', { message: 'a\nb' }],
    ['panic: a\n\tb [recovered, repanicked]\n\n', { message: 'a\nb', goVersions: 'go1.25+' }],
    [
      'panic: a [recovered]\n\tpanic: b\n\n',
      {
        message: 'b',
        crash: {
          panics: [
            { message: 'a', isRecovered: true },
            { message: 'b', isRecovered: false },
          ],
        },
      },
    ],
    ['panic: main.E{Code:3} [recovered]\n\tpanic: 5\n\n', { message: '5' }],
    [
      'fatal error: concurrent map writes\n\n',
      { cause: 'fatal', message: 'concurrent map writes', crash: { repeats: 1 } },
    ],
    [
      'fatal error: concurrent map writes\nfatal error: concurrent map writes\n\n',
      { cause: 'fatal', crash: { repeats: 2 } },
    ],
    [
      'panic: x\nfatal error: panic while printing panic value\n\n',
      { cause: 'fatal', message: 'panic while printing panic value' },
    ],
    [
      'runtime: out of memory: cannot allocate 4096-byte block (1 in use)\nfatal error: out of memory\n\n',
      { firstLine: 2, crash: { details: ['runtime: out of memory: cannot allocate 4096-byte block (1 in use)'] } },
    ],
    [
      'SIGQUIT: quit\nPC=0x45ce43 m=0 sigcode=0\n\n',
      {
        cause: 'signal',
        message: 'SIGQUIT: quit',
        culpritId: null,
        crash: { signal: { name: 'SIGQUIT', text: 'quit', pc: '0x45ce43', code: '0' } },
      },
    ],
    [
      'panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0x6f8639]\n\n',
      {
        crash: {
          signal: { name: 'SIGSEGV', text: 'segmentation violation', code: '0x1', address: '0x10', pc: '0x6f8639' },
        },
      },
    ],
    ['Exception 0xc0000005 0x0 0x0 0x7ff6\nPC=0x7ff6\n\n', { cause: 'signal' }],
    [
      'panic: test timed out after 10m0s\nrunning tests:\n\tTestSlow (9m59s)\n\n',
      { message: 'test timed out after 10m0s\nrunning tests:\nTestSlow (9m59s)' },
    ],
  ])('reads %j', (text, expected) => {
    expect(crash(text + G)).toMatchObject(expected)
  })

  it('keeps registers, the runtime stack, and threads after it as one report', () => {
    const text =
      'SIGABRT: abort\nPC=0x1 m=0 sigcode=0\n\ngoroutine 0 [idle]:\nruntime.futex()\n\t/x.s:1 +0x1\n\nruntime stack:\nruntime.throw(0x1)\n\t/p.go:1 +0x1\n\n' +
      `${G}\ngoroutine 8 [running]:\n\tgoroutine running on other thread; stack unavailable\n\nrax    0x0\nr8     0xff\n-----\n\nSIGQUIT: quit\nPC=0x2 m=3 sigcode=0\n\ngoroutine 8 [running]:\nmain.spin()\n\t/s.go:1 +0x1\n\nr0   0x1	r1   0x2\nexit status 2\n`
    const dumps = dumpsOf(text)
    expect(dumps).toMatchObject([
      {
        cause: 'signal',
        rows: 4,
        goroutines: 2,
        crash: { registers: { rax: '0x0', r8: '0xff', r0: '0x1', r1: '0x2' } },
      },
    ])
    expect(dumps[0]?.crash?.runtimeStack).not.toBeNull()
  })

  it.each([
    ['fatal error: all goroutines are asleep - deadlock!\n', 'fatal'],
    ['panic: runtime error: index out of range [8] with length 3\n\nexit status 2\n', 'panic'],
    ['SIGSEGV: segmentation violation\nPC=0x45ce43 m=0 sigcode=1\n', 'signal'],
    ['panic: assignment to entry in nil map\n', 'panic'],
    ['panic: close of closed channel\n', 'panic'],
    ['panic: interface conversion: interface {} is string, not int\n', 'panic'],
    ['panic: first\n\tpanic: second\n', 'panic'],
  ])('takes %j without a goroutine: the runtime alone prints it', (text, cause) => {
    expect(dumpsOf(text)).toMatchObject([{ cause, rows: 0 }])
  })

  it.each([
    'panic: about to be careful\n',
    'panic: close of closed channel was seen\n',
    'fatal error: foo.h: No such file\n',
    'SIGTERM: shutting down\n',
    'SIGQUIT: quit\n',
  ])('does not take %j for a crash', (text) => {
    expect(read(text).dumps).toBeNull()
  })
})

describe('several dumps in one file', () => {
  const dump = (...ids: number[]): string =>
    ids
      .map(
        (id, index) =>
          `goroutine ${id} [${index === 0 ? 'running' : 'select'}]:\nmain.f${id}()\n\t/m.go:${id} +0x1\n\n`,
      )
      .join('')

  it('tells dumps apart by a goroutine that comes again, and by who asked', () => {
    expect(dumpsOf(dump(7, 8, 9) + dump(7, 8)).map(({ goroutines }) => goroutines)).toEqual([3, 2])
    // Another goroutine asked: only the asking one runs.
    expect(dumpsOf(dump(7, 8, 9) + dump(30, 8)).map(({ goroutines }) => goroutines)).toEqual([3, 2])
    expect(dumpsOf(dump(7) + dump(8) + dump(9))).toHaveLength(3)
  })

  it('names what was asked for', () => {
    const by = (fn: string): string => `goroutine 7 [running]:\n${fn}()\n\t/p.go:1 +0x1\n\n`
    const causes = dumpsOf(
      by('runtime/pprof.writeGoroutineStacks') +
        `goroutine 7 [running]:\nruntime/pprof.writeGoroutineStacks()\n\t/p.go:1 +0x1\nruntime/pprof.writeGoroutineLeak()\n\t/p.go:2 +0x1\n\n` +
        by('runtime/debug.Stack') +
        'goroutine profile: total 2\n2 @ 0x1\n\ngoroutineleak profile: total 1\n1 @ 0x1\n',
    ).map(({ cause }) => cause)
    expect(causes).toEqual(['debug2', 'leakProfile', 'stack', 'debug1', 'leakProfile'])
    for (const cause of causes) expect(DUMP_CAUSES).toContain(cause)
  })

  it('counts processes by their ends', () => {
    const text = `${dump(7, 8)}panic: x\n\n${dump(1, 9)}exit status 2\n${dump(1, 2)}fatal error: out of memory\n\n${dump(1)}\n${dump(1, 3)}`
    expect(dumpsOf(text).map(({ cause, process }) => `${cause} ${process}`)).toEqual([
      'stack 1',
      'panic 1',
      'stack 2',
      'fatal 2',
      'stack 3',
    ])
  })

  it('ends a dump after many foreign lines, not after a few', () => {
    const log = (lines: number): string => 'order accepted\n'.repeat(lines)
    const more = 'goroutine 9 [select]:\nmain.g()\n\t/m.go:1 +0x1\n'
    expect(dumpsOf(dump(7, 8) + log(50) + more)).toHaveLength(1)
    expect(dumpsOf(dump(7, 8) + log(300) + more)).toHaveLength(2)
  })

  it('reads debug=1 with labels, records without frames, and a total that does not fit', () => {
    const text =
      'goroutine profile: total 9\n7 @ 0x48adca 0x4184ee\n# labels: {"handler":"upload", "tenant":"a\\u00e9"}\n#	0x6fa358	main.blockForever+0x18	example.com/orders/main.go:193\n#	0x6fa360	main.main+0x20			/a b/main.go:20\n\n1 @ 0x461065 0x65e9f5\n\n'
    const result = read(text)
    const { stacks, labelSets } = result.dumps as NonNullable<typeof result.dumps>
    expect([...(result.goroutines[0]?.count.subarray(0, 2) ?? [])]).toEqual([7, 1])
    expect(labelSets[1]).toEqual([
      { key: 'handler', value: 'upload' },
      { key: 'tenant', value: 'aé' },
    ])
    const names = Array.from(stacks.stackFrame, (frame) => stacks.strings[stacks.frameFunction[frame] as number])
    expect(names).toEqual(['main.blockForever', 'main.main', '0x461065', '0x65e9f5'])
    expect(result.issues).toMatchObject([{ code: 'goroutines/total-mismatch', at: { line: 1 } }])
    expect(result.summary.counts).toMatchObject({ profile_total: 9, records: 2, goroutine_headers: 0 })
  })
})

describe('dumps inside logs', () => {
  const DUMP =
    'panic: boom\n\ngoroutine 7 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\n\ngoroutine 8 [select]:\nmain.f()\n\t/app/main.go:20 +0x1\n'
  const AT = '2026-11-20T10:03:37.500Z'
  const lines = DUMP.split('\n').slice(0, -1)
  const EXPECTED = { cause: 'panic', message: 'boom', goroutines: 2, culpritId: 7 }

  it.each([
    [
      'docker',
      lines.map((line) => `{"log":${JSON.stringify(`${line}\n`)},"stream":"stderr","time":"${AT}"}\n`).join(''),
    ],
    ['CRI', lines.map((line) => `${AT} stderr F ${line}\n`).join('')],
    ['kubectl --timestamps', lines.map((line) => `${AT} ${line}\n`).join('')],
    ['one message of slog', `{"time":"${AT}","level":"ERROR","msg":${JSON.stringify(DUMP)}}\n`],
    [
      'one message of slog inside docker',
      `{"log":${JSON.stringify(`{"level":"error","msg":${JSON.stringify(DUMP)}}\n`)},"stream":"stderr","time":"${AT}"}\n`,
    ],
  ])('reads one wrapped by %s, with its time', (_name, text) => {
    const [dump] = dumpsOf(text)
    expect(dump).toMatchObject(EXPECTED)
    expect(Math.abs((dump?.placement?.startMs ?? 0) - Date.parse(AT))).toBeLessThan(1000)
  })

  it('reads one with escaped line ends in a message', () => {
    expect(
      dumpsOf(`time=${AT} level=ERROR msg="${DUMP.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"\n`)[0],
    ).toMatchObject(EXPECTED)
  })

  it('keeps two processes apart whose lines alternate', () => {
    const of = (pod: string, line: string): string => `[pod/${pod}/app] ${line}\n`
    const other = lines.map((line) => line.replace('boom', 'bang').replaceAll('main.', 'main.other'))
    const text = lines.map((line, index) => of('a-1', line) + of('b-2', other[index] ?? '')).join('')
    expect(dumpsOf(text).map(({ message, goroutines }) => [message, goroutines])).toEqual([
      ['boom', 2],
      ['bang', 2],
    ])
  })

  it('takes a header behind the text of a log for one only where a function follows', () => {
    const frames = 'main.handle()\n\t/app/main.go:12 +0x1d\n'
    const text = `${lines.slice(2).join('\n')}\nWARN saw goroutine 9 [select]:\nretrying (3)\nINFO goroutine 10 [running]:\n${frames}`
    expect(dumpsOf(text)).toMatchObject([
      { firstLine: 1, goroutines: 2 },
      { firstLine: 10, lastLine: 12, goroutines: 1, maxId: 10 },
    ])
  })

  it('reads the line behind the hole of a truncated log', () => {
    expect(dumpsOf(DUMP.replace('goroutine 8', `${'\0'.repeat(5000)}goroutine 8`))).toMatchObject([EXPECTED])
  })

  it('keeps an escaped line end inside the text of a panic', () => {
    const text = DUMP.replace('boom', "invalid character '\\n' in string literal")
    expect(dumpsOf(text)).toMatchObject([{ ...EXPECTED, message: "invalid character '\\n' in string literal" }])
  })

  it('ends a dump with the message it stands in', () => {
    const one = JSON.stringify('recovered\ngoroutine 7 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\n')
    const text = `{"level":"error","msg":${one}}\n{"level":"error","msg":${one}}\n{"level":"info","msg":"goes on"}\n`
    expect(dumpsOf(text)).toMatchObject([
      { goroutines: 1, firstLine: 1 },
      { goroutines: 1, firstLine: 2 },
    ])
  })

  it('reads a panic that net/http caught, with its message', () => {
    const text = `2026/11/20 10:03:37 http: panic serving 10.0.0.1:4711: runtime error: index out of range\n${lines.slice(2, 5).join('\n')}\n`
    expect(dumpsOf(text)).toMatchObject([
      { cause: 'recovered', message: 'runtime error: index out of range', culpritId: 7, process: 1 },
    ])
  })

  it('takes no gc line that landed between frames, and gives it to its own reader', () => {
    const gc =
      'gc 7 @1.002s 1%: 0.020+1.1+0.010 ms clock, 0.16+0/1.0/2.1+0.080 ms cpu, 12->12->6 MB, 12 MB goal, 0 MB stacks, 0 MB globals, 8 P'
    const result = read(DUMP.replace('main.main()\n', `main.main()\n${gc}\n`))
    expect(result.summary.counts.gc_lines_complete).toBe(1)
    expect(result.dumps?.dumps[0]).toMatchObject(EXPECTED)
    expect(result.issues).toEqual([])
  })
})
