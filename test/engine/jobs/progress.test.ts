import { describe, expect, it } from 'vitest'
import type { JobProgress } from '../../../shared/contract/appCalls.ts'
import { ProgressMeter } from '../../../electron/engine/jobs/progress.ts'

function meterAt(total: number | null) {
  let now = 0
  const sent: JobProgress[] = []
  const meter = new ProgressMeter(
    'import',
    total,
    (progress) => sent.push(progress),
    () => now,
  )
  return { meter, sent, at: (milliseconds: number) => (now = milliseconds) }
}

describe('ProgressMeter', () => {
  it('sends at most seven times a second, however often something is added', () => {
    const { meter, sent, at } = meterAt(10_000)
    for (let time = 0; time < 1000; time++) {
      at(time)
      meter.add(10, 1)
    }
    expect(sent).toHaveLength(7)
  })

  it('tells bytes, records, rate and time left', () => {
    const { meter, sent, at } = meterAt(4000)
    meter.enter('import', 'incident/checkout.log')
    at(1000)
    meter.add(1000, 7)
    expect(sent.at(-1)).toEqual({
      phase: 'import',
      file: 'incident/checkout.log',
      bytesDone: 1000,
      bytesTotal: 4000,
      records: 7,
      bytesPerSecond: 1000,
      secondsLeft: 3,
    })
  })

  it('measures the rate over the last seconds, so a slow start is forgotten', () => {
    const { meter, at } = meterAt(null)
    at(60_000)
    meter.add(60) // a byte per millisecond of a slow minute
    for (let second = 61; second <= 70; second++) {
      at(second * 1000)
      meter.add(1_000_000)
    }
    expect(meter.current()).toMatchObject({ bytesPerSecond: 1_000_000, secondsLeft: null })
  })

  it('knows no time left before something moved', () => {
    expect(meterAt(100).meter.current()).toMatchObject({ bytesPerSecond: 0, secondsLeft: null })
  })

  it('counts a file that was left early as done', () => {
    const { meter } = meterAt(300)
    meter.add(20)
    meter.moveTo(100)
    meter.add(5)
    expect(meter.current().bytesDone).toBe(105)
  })
})
