import type { Rule } from '../rule.ts'
import { hotGoroutine } from './alloc/hotGoroutine.ts'
import { overflowAlerts } from './alloc/overflowAlerts.ts'
import { overflowRatio } from './alloc/overflowRatio.ts'
import { assistShare } from './gc/assistShare.ts'
import { forcedCollections } from './gc/forcedCollections.ts'
import { gcCpuShare } from './gc/gcCpuShare.ts'
import { goalOvershoot } from './gc/goalOvershoot.ts'
import { growingLiveHeap } from './gc/growingLiveHeap.ts'
import { growingStacks } from './gc/growingStacks.ts'
import { incompleteLog } from './gc/incompleteLog.ts'
import { lifeChange } from './gc/lifeChange.ts'
import { longPauses } from './gc/longPauses.ts'
import { lowGogc } from './gc/lowGogc.ts'
import { memoryLimitPressure } from './gc/memoryLimitPressure.ts'
import { periodicOnly } from './gc/periodicOnly.ts'
import { smallHeap } from './gc/smallHeap.ts'
import { countHigh } from './goroutines/countHigh.ts'
import { fatalError } from './goroutines/fatalError.ts'
import { groupGrowth } from './goroutines/groupGrowth.ts'
import { leaked } from './goroutines/leaked.ts'
import { lockWaiters } from './goroutines/lockWaiters.ts'
import { stuck } from './goroutines/stuck.ts'
import { allocationHotPath } from './heap/allocationHotPath.ts'
import { mapGrowth } from './heap/mapGrowth.ts'
import { repeatedSetup } from './heap/repeatedSetup.ts'
import { retentionByPath } from './heap/retentionByPath.ts'
import { sliceGrowth } from './heap/sliceGrowth.ts'
import { scavengerChurn } from './memory/scavengerChurn.ts'
import { lockContention } from './profile/lockContention.ts'
import { staleProfile } from './profile/staleProfile.ts'
import { runQueueSaturation } from './scheduler/runQueueSaturation.ts'
import { threadGrowth } from './scheduler/threadGrowth.ts'
import { finalizerBacklog } from './memory/finalizerBacklog.ts'
import { goalFarAboveLive } from './memory/goalFarAboveLive.ts'
import { idleHeap } from './memory/idleHeap.ts'
import { inconsistentStatistics } from './memory/inconsistentStatistics.ts'
import { largeStacks } from './memory/largeStacks.ts'
import { oomKill } from './memory/oomKill.ts'
import { releasedResidentRule } from './memory/releasedResident.ts'
import { residentAboveHeap } from './memory/residentAboveHeap.ts'
import { runtimeOverhead } from './memory/runtimeOverhead.ts'
import { threshold } from './series/threshold.ts'
import { assistHeavy } from './trace/assistHeavy.ts'
import { channelBottleneck } from './trace/channelBottleneck.ts'
import { gcBackToBack } from './trace/gcBackToBack.ts'
import { goroutineExplosion } from './trace/goroutineExplosion.ts'
import { idleProcs } from './trace/idleProcs.ts'
import { incompleteTrace } from './trace/incompleteTrace.ts'
import { lockConvoy } from './trace/lockConvoy.ts'
import { longRun } from './trace/longRun.ts'
import { longStops } from './trace/longStops.ts'
import { mapGrowth as traceMapGrowth } from './trace/mapGrowth.ts'
import { openTasks } from './trace/openTasks.ts'
import { otherStops } from './trace/otherStops.ts'
import { schedulingWait } from './trace/schedulingWait.ts'
import { slowToStop } from './trace/slowToStop.ts'
import { spanReuse } from './trace/spanReuse.ts'
import { sweepLong } from './trace/sweepLong.ts'
import { syscallStorm } from './trace/syscallStorm.ts'
import { wakeStorm } from './trace/wakeStorm.ts'

/** Every rule, in the order their answers are listed: causes before what they bring about. Findings that are otherwise equal keep it too. A new rule is one file and one line here. */
export const RULES: readonly Rule[] = [
  fatalError,
  retentionByPath,
  growingLiveHeap,
  residentAboveHeap,
  memoryLimitPressure,
  oomKill,
  lowGogc,
  gcCpuShare,
  assistShare,
  longPauses,
  goalOvershoot,
  forcedCollections,
  periodicOnly,
  scavengerChurn,
  growingStacks,
  runQueueSaturation,
  threadGrowth,
  largeStacks,
  finalizerBacklog,
  goalFarAboveLive,
  idleHeap,
  releasedResidentRule,
  runtimeOverhead,
  smallHeap,
  lifeChange,
  leaked,
  groupGrowth,
  lockWaiters,
  lockContention,
  stuck,
  countHigh,
  repeatedSetup,
  allocationHotPath,
  hotGoroutine,
  mapGrowth,
  sliceGrowth,
  threshold,
  overflowRatio,
  overflowAlerts,
  longStops,
  slowToStop,
  otherStops,
  gcBackToBack,
  assistHeavy,
  sweepLong,
  traceMapGrowth,
  schedulingWait,
  idleProcs,
  longRun,
  lockConvoy,
  channelBottleneck,
  syscallStorm,
  wakeStorm,
  goroutineExplosion,
  openTasks,
  spanReuse,
  incompleteLog,
  incompleteTrace,
  inconsistentStatistics,
  staleProfile,
]
