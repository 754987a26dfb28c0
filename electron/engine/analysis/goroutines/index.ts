// Goroutines of one moment or of several: groups, locks, growth, who stands still.
export { countOf, hasIds, setOfProfile, type GoroutineSet } from './goroutineSet.ts'
export {
  NO_FILTER,
  creationSites,
  filteredRows,
  goroutineGroups,
  groupRow,
  labelCounts,
  statusCounts,
  type GoroutineGroup,
  type GoroutineGroups,
} from './groups.ts'
export { lockGroups } from './locks.ts'
export {
  continuity,
  goroutineHistory,
  groupGrowth,
  minutesBetween,
  rowOfId,
  standingSince,
  stillThere,
  stuckGroups,
  type GroupGrowth,
  type TimedSet,
} from './overTime.ts'
export { goroutineSeries, type SnapshotKey } from './series.ts'
export { framesOf, namingFrame, siteOf, type GroupView } from './signatures.ts'
