// Records to numbers: pure functions, no SQL, no clock, no settings. Callers cache.
export { quantile, sortedQuantile, theilSen, type Trend } from './statistics.ts'
export {
  allocationRate,
  availableCpuNs,
  cycleCpuNs,
  cycleEndNs,
  cyclePauseNs,
  cyclesBetween,
  gcSummary,
  liveHeapTrend,
  pauseQuantile,
  type CycleRows,
} from './gcSummary.ts'
export { costShare, worstWindow, type WorstWindow } from './windows.ts'
export { MIN_GROUP, shiftOf, type Shift } from './compare.ts'
export { gcChartColumns, type GcChartColumns } from './gcChartColumns.ts'
export { axisOriginMs, rowsInRange } from './lifeAxis.ts'
export {
  procQueues,
  schedulerChart,
  schedulerSeries,
  schedulerSummary,
  snapshotsBetween,
  worstSaturation,
  type PackedChart,
  type SaturatedWindow,
  type SchedulerSeries,
} from './scheduler.ts'
export {
  scavengeChart,
  scavengeSeries,
  scavengeSummary,
  worstChurn,
  type ChurnWindow,
  type ScavengeSeries,
} from './scavenging.ts'
export { pacerChart, pacerOf } from './pacer.ts'
export { cycleRow, rowClock } from './runtimeClock.ts'
export { sampleTypeIndex, type Names } from './frames.ts'
export { profileLines, profileTop, type ProfileSide, type ProfileTop } from './profileTop.ts'
export { originOf, packageOf, sites, type Origin, type Site } from './sites.ts'
export { topStacks } from './topStacks.ts'
export { callTree, treeViews, type CallTree, type CallTreeViews } from './callTree.ts'
export { growth, longestRun, mayBeOneProcess, type Growth, type TimedProfile } from './growth.ts'
export { cumulativeTypeOf, profileSeries, type ProfileSeries } from './profileSeries.ts'
export { columnTotal, tableRows, type ColumnReader } from './tableRows.ts'
