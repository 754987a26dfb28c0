// Memory as the operating system tells it: files of /proc and control groups, kills in any log, pods; and what damage does.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../electron/engine/formats/index.ts'
import { fixturePath } from '../../support/corpus.ts'
import { readLog, readSource, type ReadOptions, type ReadResult } from '../../support/readSource.ts'
import { validateStatistics } from '../../support/validateStatistics.ts'

const fixture = (name: string): string => readFileSync(fixturePath('osmemory', name), 'utf8')

function read(input: string | Uint8Array, options: ReadOptions = {}): ReadResult {
  const result = readSource('osMemory', input, options)
  validateStatistics(result)
  return result
}

function valueOf({ series, points }: ReadResult, name: string): number | undefined {
  return points[series.findIndex((one) => one.name === name || one.canonical === name)]?.value[0]
}

const GC =
  'gc 1 @0.012s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P\ngc 2 @0.112s 2%: 0.026+0.39+0.10 ms clock, 0.21+0.88/0.52/0+0.80 ms cpu, 4->4->0 MB, 5 MB goal, 8 P\n'

describe('files of /proc', () => {
  it('gives status in bytes, with the name and id of the process', () => {
    const result = read(fixture('go1.26.10-plain.status'))
    const rss = /VmRSS:\s+(\d+) kB/.exec(fixture('go1.26.10-plain.status'))?.[1]
    expect(valueOf(result, 'process.rss')).toBe(Number(rss) * 1024)
    expect(result.series[0]?.labels).toMatchObject({ comm: 'orders' })
  })

  it('sums the mappings of smaps to what its rollup says', () => {
    const { regions } = read(fixture('go1.26.10-plain.smaps'))
    const rollup = read(fixture('go1.26.10-plain.smaps_rollup')).regions[0]?.[0]
    for (const figure of ['rss', 'pss', 'private', 'shared', 'anonymous', 'lazyFree', 'hugePages', 'swap'] as const) {
      const sum = (regions[0] ?? []).reduce((total, region) => total + region[figure], 0)
      // The two were read one after the other; pss is rounded down once per mapping.
      expect(Math.abs(sum - (rollup?.[figure] ?? Number.NaN)), figure).toBeLessThan(128 * 1024)
    }
  })

  it('reads several listings in one file one by one', () => {
    const two = `${fixture('go1.26.10-plain.smaps')}${fixture('go1.26.10-lazyfree.smaps')}`
    const result = read(two)
    expect(result.snapshots).toHaveLength(2)
    expect(result.regions[0]).toEqual(read(fixture('go1.26.10-plain.smaps')).regions[0])
    expect(result.regions[1]).toEqual(read(fixture('go1.26.10-lazyfree.smaps')).regions[0])
  })

  it('keeps the mappings before the place where a file was cut', () => {
    const text = fixture('go1.26.10-plain.smaps')
    const whole = read(text).regions[0] ?? []
    for (let length = 400; length < text.length; length += 997) {
      const { regions } = read(text.slice(0, length))
      const own = regions[0] ?? []
      // The last one may lack figures.
      expect(own.slice(0, -1)).toEqual(whole.slice(0, Math.max(0, own.length - 1)))
    }
  })

  it.each([
    ['one value per file', 'memory.current', '498073600\n', 'cgroup.usage', 498_073_600],
    ['no limit', 'memory.max', 'max\n', 'cgroup.limit', undefined],
    ['a limit', 'memory.max', '536870912\n', 'cgroup.limit', 536_870_912],
    ['version 1', 'memory.usage_in_bytes', '66797568\n', 'cgroup.usage', 66_797_568],
    ['no limit in version 1', 'memory.limit_in_bytes', '9223372036854771712\n', 'cgroup.limit', undefined],
  ])('reads %s by its name', (_name, name, text, canonical, value) => {
    if (value === undefined) expect(() => read(text, { name })).toThrow(FormatError)
    else expect(valueOf(read(text, { name }), canonical)).toBe(value)
  })

  it('reads grep and tail -n +1 of a control group to the same figures', () => {
    const one = read(fixture('go1.26.10-plain.cgroup-v1'))
    const other = read(fixture('go1.26.10-plain.cgroup-v1-grep'))
    expect(one.series.length).toBeGreaterThanOrEqual(other.series.length)
    expect(other.series.length).toBeGreaterThan(20)
    // The second capture was of fewer files.
    for (const { name } of other.series) expect(valueOf(other, name), name).toBe(valueOf(one, name))
  })
})

describe('kills of the kernel', () => {
  it('are read from any log, whatever else is in it', () => {
    const kill = fixture('constructed-oom-kernel3.10.log')
    const options = { modifiedMs: Date.UTC(2026, 10, 21) }
    const [alone] = read(kill, options).oomEvents
    // In a log of GC cycles of a container's node, lines shifted by two.
    const mixed = readLog(GC + kill, options)
    expect(mixed.summary.records).toBe(3)
    expect(mixed.summary.counts).toMatchObject({ gc_lines_complete: 2, oom_events: 1, processes: 3 })
    expect(mixed.oomEvents).toEqual([
      { ...alone, firstLine: (alone?.firstLine ?? 0) + 2, lastLine: (alone?.lastLine ?? 0) + 2 },
    ])
    // Foreign lines between those of the kernel are passed over.
    const lines = kill.trimEnd().split('\n')
    const woven = lines.flatMap((line) => [line, 'Nov 20 10:03:36 node-7 app[7]: order 12 placed'])
    expect(read(woven.join('\n'), options).oomEvents).toMatchObject([
      { killedPid: 18231, usage: 524_288 * 1024, processes: [{ pid: 18231 }, { pid: 18260 }, { pid: 18102 }] },
    ])
  })

  it.each([
    [
      'journalctl -o json',
      (text: string) => JSON.stringify({ __REALTIME_TIMESTAMP: '1763633016104680', MESSAGE: text }),
    ],
    [
      'docker',
      (text: string) => JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: '2025-11-20T10:03:36.10468Z' }),
    ],
    ['syslog', (text: string) => `2025-11-20T10:03:36.104680+00:00 node-7 kernel: ${text}`],
    ['RFC 5424', (text: string) => `<4>1 2025-11-20T10:03:36.104680Z node-7 kernel - - - ${text}`],
  ])('come through %s', (_name, wrap) => {
    const text = fixture('kernel6.18-cgroup-kill.dmesg')
      .trimEnd()
      .split('\n')
      .map((line) => wrap(line.replace(/^\[[^\]]*\] /, '')))
      .join('\n')
    const { oomEvents } = read(text)
    expect(oomEvents).toMatchObject([
      { killedPid: 20874, killedName: 'orders', limit: 64 * 1_048_576, limitGroup: '/orders' },
    ])
    expect(Math.abs((oomEvents[0]?.atMs ?? 0) - 1_763_633_016_104.68)).toBeLessThan(2)
  })

  it('tell pages of 16 KiB and 64 KiB by the line of the kill', () => {
    const text = (page: number): string =>
      [
        '[1.0] x invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
        '[1.0] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
        `[1.0] [    711]     0   711  32320   ${Math.round(240_000_000 / page)} 521184        0             0 x`,
        '[1.0] Memory cgroup out of memory: Killed process 711 (x) total-vm:1292848kB, anon-rss:234375kB, file-rss:0kB, shmem-rss:0kB',
      ].join('\n')
    for (const page of [4096, 16_384, 65_536]) {
      const rss = read(text(page)).oomEvents[0]?.processes[0]?.rss ?? 0
      expect(Math.abs(rss - 240_000_000)).toBeLessThan(page)
    }
  })

  it('are told apart, one after the other', () => {
    const kill = fixture('kernel6.18-cgroup-kill.dmesg')
    const { oomEvents } = read(kill + kill.replaceAll('20874', '20999') + kill.replaceAll('20874', '21002'))
    expect(oomEvents.map(({ killedPid, ordinal }) => [killedPid, ordinal])).toEqual([
      [20874, 0],
      [20999, 1],
      [21002, 2],
    ])
  })

  it('take no row whose memory is below zero, but users beyond 2³¹, which are printed so', () => {
    const kill = fixture('constructed-oom-global.log')
    const damaged = kill.replace('  411    94208', ' -411    94208').replace('   998   901', '    -2   901')
    const [event] = read(damaged).oomEvents
    expect(event?.processes.map(({ name, uid }) => [name, uid])).toEqual([
      ['orders', 1000],
      ['java', 4_294_967_294],
    ])
  })

  it('keep what the lines before a cut say', () => {
    const lines = fixture('constructed-oom-global.log').trimEnd().split('\n')
    for (let count = 1; count <= lines.length; count++) {
      const { oomEvents } = read(lines.slice(0, count).join('\n'))
      expect(oomEvents).toHaveLength(1)
      expect(oomEvents[0]?.invokedBy).toBe('java')
      expect(oomEvents[0]?.killedPid).toBe(count < 18 ? null : 18231)
    }
  })

  it('name the child that died, not the task that was chosen before it', () => {
    const lines = [
      '[1.0] java invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=-998',
      '[1.0] memory: usage 524288kB, limit 524288kB, failcnt 1234',
      '[1.0] Memory cgroup out of memory: Kill process 24572 (java) score 0 or sacrifice child',
      '[1.0] Killed process 28438 (java) total-vm:20255636kB, anon-rss:466160kB, file-rss:13684kB',
    ]
    expect(read(lines.join('\n')).oomEvents).toMatchObject([{ killedPid: 28438, rssAnon: 466_160 * 1024, lastLine: 4 }])
    // The next choice is another kill, of which nothing else is known.
    const next = ['[2.0] Out of memory: Kill process 7 (x) score 9 or sacrifice child', '[2.0] Killed process 8 (y)']
    expect(read([...lines, ...next].join('\n')).oomEvents).toMatchObject([
      { killedPid: 28438, scope: 'cgroup' },
      { killedPid: 8, killedName: 'y', scope: 'global', limit: null, invokedBy: null },
    ])
  })

  it('of a whole group (memory.oom.group) are one each, with kernels that print them bare, too', () => {
    const lines = [
      '[1.0] orders invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=985',
      '[1.0] memory: usage 524288kB, limit 524288kB, failcnt 1234',
      '[1.0] Memory cgroup out of memory: Kill process 11 (orders) score 900 or sacrifice child',
      '[1.0] Killed process 11 (orders) total-vm:1kB, anon-rss:1kB, file-rss:1kB, shmem-rss:0kB',
      '[1.0] Tasks in /a are going to be killed due to memory.oom.group set',
      '[1.0] Killed process 11 (orders) total-vm:1kB, anon-rss:1kB, file-rss:1kB, shmem-rss:0kB',
      '[1.0] Killed process 12 (helper) total-vm:1kB, anon-rss:1kB, file-rss:1kB, shmem-rss:0kB',
    ]
    expect(read(lines.join('\n')).oomEvents).toMatchObject([
      { killedPid: 11, limit: 524_288 * 1024 },
      { killedPid: 12, limit: 524_288 * 1024 },
    ])
  })

  it('have the statistics of all groups below the limit added up, where each has its own line', () => {
    const lines = [
      '[1.0] orders invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=968',
      '[1.0] Memory cgroup stats for /pod: cache:0KB rss:0KB',
      '[1.0] Memory cgroup stats for /pod/a: cache:32KB rss:520188KB swap:4KB',
      '[1.0] Memory cgroup stats for /pod/b: cache:0KB rss:40KB',
      '[1.0] Memory cgroup stats for /pod/b: cache:0KB rss:40KB',
    ]
    expect(read(lines.join('\n')).oomEvents).toMatchObject([
      { limitGroup: '/pod', stats: { cache: 32 * 1024, rss: 520_228 * 1024, swap: 4096 } },
    ])
  })

  it.each([
    ['a block', ['anon 521093120', 'file 65536'], ''],
    ['the first figure in the line', ['file 65536'], 'anon 521093120'],
  ])('know groups with colons in their names: %s', (_name, lines, first) => {
    const group = '/system.slice/pod12.slice:cri-containerd:6895a3e1'
    const text = [
      'orders invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=985',
      `Memory cgroup stats for ${group}:${first}`,
      ...lines,
    ]
    expect(read(text.map((line) => `[1.0] ${line}`).join('\n')).oomEvents).toMatchObject([
      { limitGroup: group, stats: { anon: 521_093_120, file: 65_536 } },
    ])
    expect(Object.keys(read(text.map((line) => `[1.0] ${line}`).join('\n')).oomEvents[0]?.stats ?? {})).toHaveLength(2)
  })

  it.each([
    ['(sd-pam)', 'Out of memory: Killed process 9 ((sd-pam)) total-vm:4kB, anon-rss:1kB', 4096],
    ['my (odd) name', 'Memory cgroup out of memory: Killed process 9 (my (odd) name) total-vm:4kB, anon-rss:1kB', 4096],
    ['a) b', 'Out of memory: Kill process 9 (a) b) score 900 or sacrifice child', null],
    ['node', 'Killed process 9 (node), UID 1000, total-vm:4kB, anon-rss:1kB', 4096],
    ['node', 'Killed process 9, UID 1000, (node) total-vm:4kB, anon-rss:1kB', 4096],
    ['node', 'Out of memory (oom_kill_allocating_task): Killed process 9 (node) total-vm:4kB', 4096],
    ['node', 'Killed process 9 (node)', null],
  ])('name %s as the kernel does: %s', (killedName, line, virtual) => {
    expect(read(`[12.5] ${line}\n`).oomEvents).toMatchObject([{ killedPid: 9, killedName, virtual }])
  })

  const KILL = [
    'Web Content invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=-999',
    'Mem-Info:',
    'active_anon:1 inactive_anon:2 isolated_anon:0',
    ' free:12345 free_pcp:12 free_cma:0',
    '2097054 pages RAM',
    '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name',
    '[  28438]     0 28438   363909   129961   724992        0           985 orders',
    'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/a,task=orders,pid=28438,uid=0',
    'Out of memory: Killed process 28438 (orders) total-vm:1455636kB, anon-rss:506160kB, file-rss:13684kB, shmem-rss:0kB, UID:0 pgtables:708kB oom_score_adj:985',
  ]
  it.each([
    ['dmesg -x', (text: string) => `kern  :warn  : [  247.436380] ${text}`, 247.436_38, null],
    ['dmesg -x -T', (text: string) => `kern  :info  : [Thu Nov 23 15:36:19 2023] ${text}`, null, 1_700_753_779_500],
    ['dmesg -d', (text: string) => `[  247.436380 <    0.000004>] ${text}`, 247.436_38, null],
    ['dmesg -d -t', (text: string) => `[<    0.000004>] ${text}`, null, null],
    ['dmesg -e', (text: string, at: number) => `${at === 0 ? '[Nov23 15:36]' : '[  +0.000004]'} ${text}`, null, null],
    ['dmesg --json', (text: string) => `         "msg": ${JSON.stringify(text)}`, null, null],
    ['short-unix', (text: string) => `1700753779.500000 node-7 kernel: ${text}`, null, 1_700_753_779_500],
    ['short-monotonic', (text: string) => `[  247.436380] node-7 kernel: ${text}`, 247.436_38, undefined],
    ['short-full', (text: string) => `Thu 2023-11-23 15:36:19 UTC node-7 kernel: ${text}`, null, undefined],
    ['with-unit', (text: string) => `Thu 2023-11-23 15:36:19 UTC node-7 (kernel)[n/a]: ${text}`, null, undefined],
    ['verbose', (text: string) => `Thu 2023-11-23 15:36:19.5 UTC [s=a;i=0]\n    MESSAGE=${text}`, null, undefined],
    ['CloudWatch', (text: string) => `2023-11-23T15:36:19.000Z\tNov 23 15:36:19 ip kernel: ${text}`, null, undefined],
    ['a quotation', (text: string) => `> 15:36 | node-7  kernel: [  247.436380] ${text}`, 247.436_38, undefined],
  ] as const)('lose nothing to what %s puts before its lines', (_name, wrap, uptimeSeconds, atMs) => {
    const [plain] = read(KILL.join('\n')).oomEvents
    expect(plain).toMatchObject({ invokedBy: 'Web Content', taskGroup: '/a', processes: [{ pid: 28438 }] })
    const { oomEvents } = read(KILL.map(wrap).join('\n'))
    // undefined: the time is for the readers of envelopes to know.
    const { firstLine, lastLine, errorMs } = oomEvents[0] ?? {}
    const time = atMs === undefined ? oomEvents[0]?.atMs : atMs
    expect(oomEvents).toEqual([{ ...plain, firstLine, lastLine, errorMs, atMs: time, uptimeSeconds }])
  })

  it('never take what stands before a line for the name of a task', () => {
    const [kill] = KILL
    for (const before of ['app-server-12 | stdout: ', 'app.log\t', '"'])
      expect(read(`${before}${kill}`).oomEvents).toMatchObject([{ invokedBy: 'Web Content' }])
    expect(read(`a text of some other program ${kill}`).oomEvents).toMatchObject([{ invokedBy: null }])
  })

  it('are read where Kubernetes tells of them, once beside the kernel', () => {
    const message =
      'Memory cgroup out of memory: Kill process 3504804 (kubectl) score 900 or sacrifice child\nKilled process 3504807 (kubectl) total-vm:753508kB, anon-rss:58776kB'
    const event = JSON.stringify({ verb: 'ADDED', event: { reason: 'OOMKilling', message } }, null, 2)
    expect(read(event).oomEvents).toMatchObject([{ killedPid: 3504807, scope: 'cgroup', virtual: 753_508 * 1024 }])
    const table = `  Warning  OOMKilling  49m   kernel-monitor, node-7  ${message}\n`
    expect(read(`Events:\n${table}`).oomEvents).toMatchObject([{ killedPid: 3504807, scope: 'cgroup' }])
    const told = `New status: Message:${KILL.at(-1)}`
    expect(read([...KILL, ...Array<string>(100).fill('sync loop'), told].join('\n')).oomEvents).toHaveLength(1)
  })

  it('begin with the summary where the lines before it are missing', () => {
    expect(read(KILL.slice(-2).join('\n')).oomEvents).toMatchObject([{ taskGroup: '/a', killedPid: 28438 }])
  })

  it.each([
    ['Out of memory (', 'Out of memory ('],
    ['Killed process 1 (', 'Out of memory: Killed process 1 ('],
    ['words', 'Memory cgroup stats for /a: ', 'x'],
    ['numbers', '[ 1 ] 1', ' 1', '\u2028x'],
  ])('are looked for in lines of any length without getting stuck: %s', (_name, start, unit = start, end = '') => {
    const before = ['[1.0] a invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0', KILL[5]].join('\n')
    const started = performance.now()
    read(`${before}\n${start}${unit.repeat(500_000 / unit.length)}${end}`)
    // A step for each pair of characters would take minutes.
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('are missed aloud where a file seemed to have one', () => {
    const lines = '[1.0] Out of memory and no killable processes...\n[1.1] Kernel panic - not syncing\n'
    expect(() => read(lines)).toThrow(expect.objectContaining({ code: 'osmemory/nothing' }) as Error)
  })
})

describe('pods', () => {
  it('say the same in JSON, YAML and as described', () => {
    const [json] = read(fixture('constructed-pod.json')).containers
    const [yaml] = read(fixture('constructed-pods.yaml')).containers
    const described = read(fixture('constructed-describe.txt')).containers.find(
      ({ container }) => container === 'checkout',
    )
    expect(yaml).toEqual(json)
    expect({ ...described, ordinal: 0, firstLine: 1 }).toEqual(json)
    expect(json).toMatchObject({
      lastReason: 'OOMKilled',
      lastExitCode: 137,
      restarts: 3,
      memoryLimit: 512 * 1_048_576,
      environment: { GOMEMLIMIT: '480MiB' },
    })
  })

  it('never give values of the environment that are not settings of the runtime', () => {
    for (const name of ['constructed-pod.json', 'constructed-describe.txt'])
      expect(JSON.stringify(read(fixture(name)).containers)).not.toMatch(/hidden|PASSWORD/)
  })

  it('are read inside a log, too', () => {
    const described = fixture('constructed-describe.txt')
    const { containers, summary } = readLog(
      `${GC}$ kubectl describe pod\n${described}${GC.replaceAll('gc 1 ', 'gc 3 ').replaceAll('gc 2 ', 'gc 4 ')}`,
    )
    expect(containers.map(({ container }) => container)).toEqual(['migrate', 'checkout', 'sidecar'])
    expect(summary.counts.gc_lines_complete).toBe(4)
  })

  it('are read from UTF-16, as PowerShell writes it', () => {
    for (const name of ['constructed-pod.json', 'constructed-describe.txt', 'constructed-pods.yaml']) {
      const text = fixture(name)
      expect(read(Buffer.from(`\ufeff${text}`, 'utf16le')).containers).toEqual(read(text).containers)
    }
  })

  it('are refused where the JSON was cut', () => {
    const text = fixture('constructed-pod.json')
    expect(() => read(text.slice(0, -20))).toThrow(expect.objectContaining({ code: 'osmemory/broken-json' }) as Error)
  })
})
