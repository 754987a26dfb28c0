// The import of execution traces in WebAssembly: events into blocks, into intervals of goroutines and procs, and those into blocks by track.
// Built by build/traceCore.ts into ../kernelWasm.ts.
export { packedAt, packedLength } from './memory'
export { addEvents, blockFirstTime, blockLastTime, blockRows, eventColumnsAt, packEvents } from './events'
export { hasExperiment, pick, pickedAt } from './picks'
export { goroutineTracks, packGoroutines } from './goroutines'
export { clearProcs, packProcs, procTracks } from './procs'
export { beginCounts, countsAt, fillCounts } from './stateCounts'
export { clearRows, rowsOf } from './tracks'
export { beginBlocks, endBlocks, firstTrack, lastTrack } from './walks'
export { levelsAt, levelsLength } from './zoom'
export { advance, clock, setClock } from './clocks'
export {
  appear,
  beginAt,
  change,
  cutPlaces,
  disappear,
  livePlaces,
  placeAt,
  procAt,
  reasonAt,
  setEntered,
  setWatched,
  stackAt,
  stateAt,
  threadAt,
} from './places'
export {
  appearProc,
  cutProcs,
  goroutineOn,
  hold,
  isProcKnown,
  letGo,
  markWorker,
  procCount,
  procNs,
  procRuns,
  reclassify,
  procOfThreadAt,
  recogniseProc,
  setAssisting,
  setStopper,
  setSweeping,
  setProc,
} from './procStates'
export { addRange, endRegions, finishRegions, flushRanges, rangeColumnsAt, setRangesStart } from './ranges'
export { setFamily, track } from './tracker'
export { clearGoroutineRows, goroutineCount, goroutineRows } from './goroutineTotals'
export { countGroups, groupAt, setFigureColumn, setSumColumn } from './groups'
export { goroutineColumnAt, highestOf, lowestOf, setGoroutineColumns } from './rowColumns'
export { beginColumns, columnsRoom, packColumn, setCoarse, setColumn, setIndex, setLevels, wordOf } from './columns'
export { tableHistogramsAt, tableLength, tableRowsAt } from './durations'
export { schedulingTable, syscallTable, waitTable, wakerTable } from './waits'
