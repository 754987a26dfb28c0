import { rulesInSteps } from '../findings/index.ts'
import type { RuleResults } from '../findings/index.ts'
import type { CaseFile } from '../casefile/CaseFile.ts'
import { factsInSteps } from './caseFacts.ts'
import { checkCancelled, yieldToEvents } from './context.ts'
import { inTurns } from './Turns.ts'
import type { JobContext } from './context.ts'
import { ProgressMeter } from './progress.ts'

/** Raised when the same facts would give other findings; kept with them, so that a case tells what its findings rest on. */
export const ANALYSER = 'rules/1'

/**
 * Reads the facts of the case, runs every rule with the case's limits, and replaces the findings in one transaction. Verdicts
 * stay, by key. Cancelling throws `job/cancelled` and leaves the findings that were there; it is heard between lives and
 * between rules, and a job process that is ended in the middle of one leaves the old findings, too.
 */
export async function runAnalysis(caseFile: CaseFile, context: JobContext): Promise<RuleResults> {
  const meter = new ProgressMeter('facts', null, (progress) => context.onProgress(progress)).keepAlive()
  const enter = async (phase: string): Promise<void> => {
    meter.enter(phase)
    await yieldToEvents()
    checkCancelled(context.signal)
  }
  try {
    await enter('facts')
    const facts = await inTurns(factsInSteps(caseFile), context.signal)
    await enter('rules')
    const results = await inTurns(rulesInSteps(facts, caseFile.findings.limits()), context.signal)
    await enter('store')
    caseFile.findings.replaceAll(results.findings, results.outcomes, ANALYSER)
    return results
  } finally {
    meter.stop()
  }
}
