import { clearTrace, foundInTrace, most, placeText, traceRule, ofRow } from '../../traces.ts'
import { formatCount, formatDuration, formatShare, localText } from '../../words.ts'

/** Functions that make a map larger: buckets to Go 1.23, tables of groups since 1.24. */
const GROWS =
  /^runtime\.(hashGrow|growWork\w*|makeBucketArray|\(\*hmap\)\.newoverflow)$|^internal\/runtime\/maps\.(\(\*(table|Map)\)\.(grow|split|growToSmall|growToTable|rehash)|newTable|newGroups)$/
const ASSIGNS = /^runtime\.mapassign|^internal\/runtime\/maps\.runtime_mapassign/

/** Maps that grow while a request is served: what growing allocates is paid for in assists and sweeping at that very place. */
export const mapGrowth = traceRule({
  id: 'trace/map-growth',
  title: localText('Growing maps make requests pay for the GC', '映射扩容使请求为 GC 付出代价'),
  goVersions: 'go1.11+',
  limits: {
    share: {
      title: localText('Of assist and sweep time at growing maps', '辅助与清扫时间中映射扩容占比'),
      unit: 'share',
      value: 0.2,
    },
    minTime: {
      title: localText('Assist and sweep time there, at least', '该处辅助与清扫时间，至少'),
      unit: 'ns',
      value: 1e6,
    },
  },
  lacks: (trace) =>
    trace.table('regions').length === 0
      ? {
          missing: localText(
            'Needs a trace whose requests are marked as regions (runtime/trace).',
            '需要用 region（runtime/trace）标记请求的跟踪。',
          ),
          command: 'trace.WithRegion(ctx, "handle", func() { … })   // then take the trace again',
        }
      : null,

  judge(trace, limits) {
    const regionPlaces = new Set(trace.table('regionSites').map(({ place }) => place))
    const paid = trace
      .table('ranges')
      .filter(({ kind, totalNs }) => (kind === 'assist' || kind === 'sweep') && totalNs > 0)
    const inRegions = paid
      .map((row) => ({ ...row, frames: trace.frames(row.stack) }))
      .filter(({ frames }) => frames.some((name) => regionPlaces.has(name)))
    const growing = inRegions.filter(({ frames }) => frames.some((name) => GROWS.test(name) || ASSIGNS.test(name)))
    const sum = (rows: readonly { totalNs: number }[]): number =>
      rows.reduce((total, { totalNs }) => total + totalNs, 0)
    const [all, ofMaps] = [sum(inRegions), sum(growing)]
    const share = all > 0 ? ofMaps / all : 0
    const text = formatDuration(ofMaps)
    if (share < limits.share || ofMaps < limits.minTime)
      return clearTrace(
        localText(
          `assists and sweeping at growing maps in regions took ${text}, ${formatShare(share)} of all there`,
          `region 中映射扩容处的辅助与清扫共 ${text}，占其中 ${formatShare(share)}`,
        ),
      )
    const [worst] = most(growing, ({ totalNs }) => totalNs, 1)
    const place = placeText(worst?.place ?? '')
    return foundInTrace({
      severity: 'warning',
      likelihood: 'veryLikely',
      confidence: 'medium',
      confidenceReason: localText(
        'Stacks tell the function in which a map was assigned to when the GC asked for its share. A function that begins a region counts as inside of it.',
        '栈说明了 GC 索要份额时正在向映射写入的函数。开始 region 的函数视为在其内部。',
      ),
      claim: localText(
        `Inside of regions ${text} of assists and sweeping fall on maps that grow, most in ${place.en}.`,
        `region 内有 ${text} 的辅助与清扫落在扩容的映射上，最多位于 ${place['zh-CN']}。`,
      ),
      summary: localText(
        `A map that grows allocates its new storage and copies what it holds. In requests marked as regions ${formatShare(share)} of the time spent marking and sweeping for the GC (${text} of ${formatDuration(all)}) was asked for at assignments to maps, most of it in ${place.en}. The storage of a map that was not given its size is allocated about twice over.`,
        `映射扩容时会分配新的存储并复制已有内容。在标记为 region 的请求中，为 GC 标记与清扫的时间有 ${formatShare(share)}（${formatDuration(all)} 中的 ${text}）发生在向映射写入时，最多位于 ${place['zh-CN']}。未预设容量的映射，其存储大约会被分配两遍。`,
      ),
      figures: [
        {
          name: localText('Assist and sweep time at growing maps', '映射扩容处的辅助与清扫'),
          value: Math.round(ofMaps),
          limit: limits.minTime,
          unit: 'ns',
          isMain: true,
        },
        { name: localText('Of all in regions', '占 region 内全部'), value: share, limit: limits.share, unit: 'share' },
      ],
      shows: most(growing, ({ totalNs }) => totalNs, 3).map((row) =>
        ofRow(
          'ranges',
          row,
          localText(
            `${formatCount(row.count)} × ${row.kind}, ${formatDuration(row.totalNs)}, in ${placeText(row.place).en}`,
            `${formatCount(row.count)} × ${row.kind === 'assist' ? '辅助标记' : '清扫'}，${formatDuration(row.totalNs)}，位于 ${placeText(row.place)['zh-CN']}`,
          ),
        ),
      ),
      refutation: [
        localText(
          'The maps have their size already and are filled once: then the assignments pay for what other code allocates.',
          '这些映射已预设容量且只填充一次：那么写入处只是在为其他代码的分配付费。',
        ),
      ],
      remedies: [
        {
          title: localText('Give the map its size', '为映射预设容量'),
          text: localText(
            'make with the number of entries allocates once; clear and reuse a map that is filled for each request.',
            '用条目数 make 只分配一次；每个请求都要填充的映射可 clear 后复用。',
          ),
          code: { language: 'go', text: 'seen := make(map[string]struct{}, len(items))' },
        },
      ],
      functions: [worst?.place ?? ''],
    })
  },
})
