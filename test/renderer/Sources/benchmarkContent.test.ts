// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import BenchmarkContent from '../../../renderer/views/Sources/BenchmarkContent.vue'
import type { BenchmarkSummary } from '../../../shared/records/index.ts'
import { sourceId, sources } from '../fakeCase.ts'
import { mountView, settle } from '../mountView.ts'

const summary = (name: string, values: Partial<BenchmarkSummary>): BenchmarkSummary => ({
  sourceId: sourceId(1),
  name,
  procs: 8,
  config: { goos: 'linux' },
  unit: 'ns/op',
  better: 'lower',
  isExact: false,
  n: 10,
  median: 16.194,
  min: 15,
  max: 1234.5,
  q1: 16,
  q3: 17,
  iterations: 100,
  firstLine: 7,
  ...values,
})
const rows = [
  summary('BenchmarkPut', {}),
  summary('BenchmarkGet', { n: 1, median: 0.000123, unit: 'B/op', procs: null, firstLine: 9 }),
]
const mounted = (marked: { from: number; to: number } | null) =>
  mountView(BenchmarkContent, {
    props: { source: { ...sources[0], kind: 'benchmark' }, marked },
    case: {
      'benchmarks.summaries': () => ({ rows, total: 2 }),
      'sources.rawLines': () => ({ lines: [], total: 0 }),
    },
  })

describe('benchmarks of a source', () => {
  it('are rows with the median and how far the results lie apart', async () => {
    const { wrapper } = await mounted(null)
    await settle()
    const texts = wrapper.findAll('[data-testid="table-row"]').map((row) => row.text().replace(/\s+/g, ' '))
    expect(texts[0]).toMatch(/BenchmarkPut-8.*ns\/op.*10.*16\.19.*6\.2.%.*15.*1,235/)
    // One result alone has no spread.
    expect(texts[1]).toMatch(/BenchmarkGet.*B\/op.*1.*0\.0001230.*–/)
  })

  it('are left for their lines by a link into them, and by opening a row', async () => {
    const linked = await mounted({ from: 7, to: 7 })
    expect(linked.wrapper.find('[data-testid="benchmark-lines"]').attributes('aria-selected')).toBe('true')
    const { wrapper } = await mounted(null)
    await settle()
    await wrapper.findAll('[data-testid="table-row"]')[1]?.trigger('dblclick')
    expect(wrapper.emitted('mark')).toEqual([[{ from: 9, to: 9 }]])
  })
})
