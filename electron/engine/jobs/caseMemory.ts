// The memory of a case for calls, which come often: cycles and profiles are those the caller holds already.
import type { LifeOnAxis } from '../../../shared/contract/caseCalls.ts'
import type { GcCycleColumns, LifeId, ProfileColumns, SourceId } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { memoryModel, type MemoryModel } from './memoryModel.ts'

export type { MemoryModel }

export function caseMemory(
  caseFile: CaseFile,
  lives: readonly LifeOnAxis[],
  cyclesOf: (lifeId: LifeId) => GcCycleColumns,
  columnsOf: (sourceId: SourceId) => ProfileColumns,
): MemoryModel {
  const sources = caseFile.sources.list()
  const byId = new Map(sources.map((source) => [source.id, source]))
  const lifeFacts = lives.flatMap((life) => {
    const source = byId.get(life.sourceId)
    if (!source) return []
    return [
      {
        life,
        source,
        get cycles() {
          return cyclesOf(life.id)
        },
      },
    ]
  })
  const profileFacts = caseFile.profiles.list().flatMap((summary) => {
    const source = byId.get(summary.sourceId)
    return source ? [{ source, summary, columns: () => columnsOf(summary.sourceId) }] : []
  })
  return memoryModel(caseFile, sources, lifeFacts, profileFacts)
}
