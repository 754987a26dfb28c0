// The diagnosis of cases made of files: what each account says, and what it may not say.
import { describe, expect, it } from 'vitest'
import type { DiagnosisStep } from '../../../shared/records/index.ts'
import { analysedIncident, type IncidentFiles } from '../../support/incidentCase.ts'

const KIB = 1024
const at = (files: IncidentFiles, step: number): Promise<DiagnosisStep> =>
  analysedIncident(files).then(({ diagnosis }) => diagnosis.steps[step] as DiagnosisStep)

const status = (residentKib: number, fileKib: number): string =>
  `Name:\tshop\nPid:\t7\nVmPeak:\t2000000 kB\nVmSize:\t2000000 kB\nVmRSS:\t${residentKib} kB\nRssAnon:\t${residentKib - fileKib} kB\nRssFile:\t${fileKib} kB\nRssShmem:\t0 kB\nThreads:\t8\n`
const memStats = (heapKib: number): string => {
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
    },
  })
}

describe('where the memory is', () => {
  it('says of parts that are larger than the whole that they overlap, not that they are unexplained', async () => {
    const { answer, basis } = await at(
      { 'status-20261120T100001Z.txt': status(20_000, 8000), 'vars-20261120T100001Z.json': memStats(40_000) },
      0,
    )
    expect(answer.en).toMatch(/The parts overlap by .* of the whole\)\. The parts are larger than the whole/)
    expect(answer.en).not.toContain('not explained')
    expect(answer['zh-CN']).toContain('各部分之和超出')
    expect(basis.en).toContain('their parts come to more than the whole')
  })
})
