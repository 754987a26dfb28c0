import type { Rule } from '../rule.ts'
import { assistShare } from './gc/assistShare.ts'
import { forcedCollections } from './gc/forcedCollections.ts'
import { gcCpuShare } from './gc/gcCpuShare.ts'
import { goalOvershoot } from './gc/goalOvershoot.ts'
import { growingLiveHeap } from './gc/growingLiveHeap.ts'
import { growingStacks } from './gc/growingStacks.ts'
import { incompleteLog } from './gc/incompleteLog.ts'
import { lifeChange } from './gc/lifeChange.ts'
import { longPauses } from './gc/longPauses.ts'
import { memoryLimitPressure } from './gc/memoryLimitPressure.ts'
import { periodicOnly } from './gc/periodicOnly.ts'
import { smallHeap } from './gc/smallHeap.ts'
import { allocationHotPath } from './heap/allocationHotPath.ts'
import { mapGrowth } from './heap/mapGrowth.ts'
import { retentionByPath } from './heap/retentionByPath.ts'
import { sliceGrowth } from './heap/sliceGrowth.ts'
import { scavengerChurn } from './memory/scavengerChurn.ts'
import { staleProfile } from './profile/staleProfile.ts'
import { runQueueSaturation } from './scheduler/runQueueSaturation.ts'
import { threadGrowth } from './scheduler/threadGrowth.ts'

/** Every rule, in the order their answers are listed: causes before what they bring about. Findings that are otherwise equal keep it too. A new rule is one file and one line here. */
export const RULES: readonly Rule[] = [
  retentionByPath,
  growingLiveHeap,
  memoryLimitPressure,
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
  smallHeap,
  lifeChange,
  allocationHotPath,
  mapGrowth,
  sliceGrowth,
  incompleteLog,
  staleProfile,
]
