// The three-step diagnosis of a case file, for the window and the command line.
import type { Diagnosis, GcCycleColumns, LifeId } from '../../../shared/records/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { diagnosis } from '../findings/index.ts'
import { buildFacts } from './caseFacts.ts'

/** `cyclesOf`: asked for the GC cycles of a life whenever they are judged; without it all are held meanwhile. */
export function caseDiagnosis(caseFile: CaseFile, cyclesOf?: (lifeId: LifeId) => GcCycleColumns): Diagnosis {
  return diagnosis(buildFacts(caseFile, cyclesOf), caseFile.findings.list(), caseFile.findings.limits())
}
