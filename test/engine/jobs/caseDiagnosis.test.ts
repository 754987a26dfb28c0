// The diagnosis of cases made of files: what each account says, and what it may not say.
import { describe, expect, it } from 'vitest'
import type { DiagnosisStep } from '../../../shared/records/index.ts'
import { analysedIncident, type IncidentFiles } from '../../support/incidentCase.ts'

const KIB = 1024
const at = (files: IncidentFiles, step: number): Promise<DiagnosisStep> =>
  analysedIncident(files).then(({ diagnosis }) => diagnosis.steps[step] as DiagnosisStep)

const status = (residentKib: number, fileKib: number): string =>
  `Name:\tshop\nPid:\t7\nVmPeak:\t2000000 kB\nVmSize:\t2000000 kB\nVmRSS:\t${residentKib} kB\nRssAnon:\t${residentKib - fileKib} kB\nRssFile:\t${fileKib} kB\nRssShmem:\t0 kB\nThreads:\t8\n`
const memStats = (heapKib: number, gcCpuFraction = 0.01): string => {
  const heap = heapKib * KIB
  return JSON.stringify({
    memstats: {
      Alloc: heap,
      TotalAlloc: 3 * heap,
      Sys: heap + 10e6,
      Mallocs: 100,
      Frees: 10,
      HeapAlloc: heap,
      HeapSys: heap + 4e6,
      HeapIdle: 2e6,
      HeapInuse: heap + 2e6,
      HeapReleased: 1e6,
      HeapObjects: 90,
      StackInuse: 4e5,
      StackSys: 4e5,
      MSpanInuse: 1e5,
      MSpanSys: 2e5,
      MCacheInuse: 1e3,
      MCacheSys: 2e4,
      BuckHashSys: 1e6,
      GCSys: 3e6,
      OtherSys: 1380000,
      NextGC: 2 * heap,
      LastGC: Date.UTC(2026, 10, 20, 10) * 1e6,
      NumGC: 12,
      GCCPUFraction: gcCpuFraction,
    },
  })
}

describe('where the memory is', () => {
  it('says of parts that are larger than the whole that they overlap, not that they are unexplained', async () => {
    const { headline, answer, basis } = await at(
      { 'status-20261120T100001Z.txt': status(20_000, 8000), 'vars-20261120T100001Z.json': memStats(40_000) },
      0,
    )
    expect(answer.en).toMatch(/The parts overlap by .* of the whole\)\. The parts are larger than the whole/)
    expect(answer.en).not.toContain('not explained')
    expect(answer['zh-CN']).toContain('各部分之和超出')
    expect(headline.en).not.toContain('%')
    expect(basis.en).toContain('their parts come to more than the whole')
  })
})

describe('where the memory is, by the kernel alone', () => {
  const mapping = (range: string, name: string, rssKib: number): string =>
    `${range} rw-p 00000000 00:00 0 ${name}\nSize:           ${rssKib} kB\nRss:            ${rssKib} kB\nPss:            ${rssKib} kB\nPrivate_Dirty:  ${rssKib} kB\nAnonymous:      ${rssKib} kB\nVmFlags: rd wr mr mw me ac\n`
  const smaps =
    mapping('c000000000-c000800000', '', 8192) +
    mapping('7f0000000000-7f0020000000', '', 400_000) +
    mapping('7ffc00000000-7ffc00021000', '[stack]', 40)

  it('is told by a listing of mappings, Go’s arenas as one part of it', async () => {
    const { headline, sections, missing } = await at({ 'smaps-20261120T100001Z': smaps }, 0)
    expect(headline.en).toMatch(/^Other anonymous memory: the runtime, mmap, 98/)
    expect(sections[0]?.rows.map(({ title }) => title.en)).toContain('Heap of Go: arenas')
    expect(missing.map(({ command }) => command)).toContainEqual(expect.stringContaining('/debug/vars'))
  })

  it('names memory that a program without libraries maps itself, beyond the structures of the runtime', async () => {
    const { headline } = await at({ 'smaps-20261120T100001Z': smaps, 'vars-20261120T100001Z.json': memStats(6000) }, 0)
    expect(headline.en).toMatch(/^Anonymous memory that is not Go’s: cgo, mmap, 9\d/)
  })

  it('says first that most is not explained, where it is', async () => {
    const { headline, answer } = await at(
      { 'status-20261120T100001Z.txt': status(900_000, 8000), 'vars-20261120T100001Z.json': memStats(6000) },
      0,
    )
    expect(headline.en).toMatch(/^Not explained, 9\d/)
    expect(answer.en).toContain('of it known')
    expect(answer['zh-CN']).not.toMatch(/[\u4e00-\u9fff](?:Go|goroutine|GC)|(?:Go|goroutine|GC)[\u4e00-\u9fff]/)
  })

  it('stays undivided where only its sum is known', async () => {
    const { answer } = await at({ 'status-20261120T100001Z.txt': status(900_000, 8000) }, 0)
    expect(answer.en).toContain('no source says what it consists of')
  })
})

/** Cycles of a log, one every so many seconds, each with so much CPU of background marking. */
const gcLog = (cycles: number, everySeconds: number, backgroundMs: number): string =>
  Array.from({ length: cycles }, (_, i) => {
    const at = i * everySeconds
    const clock = new Date(Date.UTC(2026, 10, 20, 10) + at * 1000).toISOString()
    return `${clock} gc ${i + 1} @${at.toFixed(3)}s 0%: 0.1+5+0.1 ms clock, 0.2+0/${backgroundMs}/0+0.2 ms cpu, 19->20->10 MB, 20 MB goal, 0 MB stacks, 0 MB globals, 2 P\n`
  }).join('')

describe('what the GC costs', () => {
  it('is told from a few cycles over a long time where they cost little, and not where they cost much', async () => {
    const little = await at({ 'service.log': gcLog(6, 20, 10) }, 1)
    expect(little.headline.en).toBe('Not allocation')
    expect(little.answer.en).toMatch(/The GC takes 0\.0.% of the CPU over .*, in 6 cycles/)
    expect((await at({ 'service.log': gcLog(6, 20, 30_000) }, 1)).headline.en).toBe('Not known')
  })

  it('is told by statistics: between samples, else on average since the start, which hides what was lately', async () => {
    const vars = async (fraction: number): Promise<DiagnosisStep> =>
      at({ 'vars-20261120T100001Z.json': memStats(40_000, fraction) }, 1)
    expect((await vars(0.32)).headline.en).toBe('Allocation')
    expect((await vars(0.32)).answer.en).toMatch(/took 32.% of the CPU on average since the process started/)
    expect((await vars(0.02)).headline.en).toBe('Not known')
    expect((await vars(0.02)).answer.en).toContain('what it took lately is not known')
    // 0.2 of 2 Ps in the two minutes between the samples, idle marking left out, after a quiet hour.
    const metrics = [0, 1].map((later) =>
      JSON.stringify({
        time: new Date(Date.UTC(2026, 10, 20, 10) + later * 120_000).toISOString(),
        '/cpu/classes/total:cpu-seconds': 7200 + later * 240,
        '/cpu/classes/gc/total:cpu-seconds': 10 + later * 60,
        '/cpu/classes/gc/mark/idle:cpu-seconds': 2 + later * 12,
        '/memory/classes/total:bytes': 1e8,
      }),
    )
    const { headline, answer } = await at({ 'metrics.jsonl': metrics.join('\n') }, 1)
    expect(headline.en).toBe('Allocation')
    expect(answer.en).toMatch(/The GC takes 20.% of the CPU over 2.min/)
  })

  it('is said to come from a memory limit or GOGC where one of them holds the goal down', async () => {
    const log = (live: (i: number) => number): string =>
      Array.from({ length: 160 }, (_, i) => {
        const clock = new Date(Date.UTC(2026, 10, 20, 10) + i * 250).toISOString()
        const goal = Math.floor(live(i - 1) * 1.2)
        return `${clock} gc ${i + 1} @${(i * 0.25).toFixed(3)}s 30%: 0.1+90+0.1 ms clock, 0.2+30/150/0+0.2 ms cpu, ${live(i) + 9}->${live(i) + 9}->${live(i)} MB, ${goal} MB goal, 0 MB stacks, 0 MB globals, 2 P\n`
      }).join('')
    const { answer } = await at({ 'service.log': log((i) => Math.round(130 + 30 * Math.sin(i / 10))) }, 1)
    expect(answer.en).toContain('GOGC is set low')
    expect(answer['zh-CN']).toContain('GOGC 设置得低')
  })
})
