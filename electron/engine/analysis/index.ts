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
export { axisOriginMs, livesAround, rowsInRange } from './lifeAxis.ts'
export {
  detailQueues,
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
export { markLetters, type Mark } from './markLetters.ts'
export { cycleRow, rowClock } from './runtimeClock.ts'
export { sampleTypeIndex, type Names } from './frames.ts'
export { profileLines, profileTop, type ProfileSide, type ProfileTop } from './profileTop.ts'
export { originOf, packageOf, sites, type Origin, type Site } from './sites.ts'
export { topStacks } from './topStacks.ts'
export { callTree, treeViews, type CallTree, type CallTreeViews } from './callTree.ts'
export * from './goroutines/index.ts'
export { benchmarkSummaries, commonConfig } from './benchmarks.ts'
export { growth, longestRun, mayBeOneProcess, type Growth, type TimedProfile } from './growth.ts'
export { cumulativeTypeOf, profileSeries, type ProfileSeries } from './profileSeries.ts'
export { spread } from './spread.ts'
export { sortPlaces } from './sortPlaces.ts'
export { filteredListing, filterOf, listingOf, pageOf, quantitiesOf, type ListedRows } from './tableListing.ts'
export {
  addNumbers,
  columnTotals,
  emptyTotal,
  passingRows,
  sortedRows,
  totalOrNull,
  type ColumnReader,
} from './tableRows.ts'
export { decimated, lowerBound, nearestIndex, pointsBetween, ratesOf, type Rates } from './series/view.ts'
export { ANOMALY_LIMIT, baselineOf, type Anomaly, type Baseline } from './series/baseline.ts'
export { periodOf, type Period } from './series/period.ts'
export {
  DEFAULT_TOLERANCE_MS,
  figureAt,
  hasFigure,
  type Figure,
  type FigureSeries,
  type GroupLife,
  type GroupProfile,
  type Listing,
  type MemoryGroup,
} from './memory/model.ts'
export {
  goColumnsOf,
  goMemoryAt,
  ownStructures,
  retained,
  runtimeStructures,
  type GoColumns,
  type GoMemory,
} from './memory/goMemory.ts'
export { identityChecks } from './memory/identities.ts'
export { classTotals, regionClasses, type ClassTotal } from './memory/regionClasses.ts'
export { memoryWaterfall, unexplainedBytes } from './memory/waterfall.ts'
export { classesOverTime, type ClassesOverTime } from './memory/classesOverTime.ts'
export { bestInstant, memoryInstants, saysAnything } from './memory/instants.ts'
export { liveHeapAt, type LiveHeap } from './memory/liveHeap.ts'
export { nearestGo, type GoSnapshot } from './memory/runtimeParts.ts'
export { listingAt } from './memory/outsideParts.ts'
export { heapProfileAt } from './memory/heapParts.ts'
export { releasedResident, type Released } from './memory/released.ts'
export { MEMORY_COMMANDS } from './memory/commands.ts'
export { oomAccount, type OomAccount } from './memory/oomAccount.ts'
