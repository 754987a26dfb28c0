// All calls of an open case, subject by subject. A call of shared/contract/caseCalls.ts without a handler does not compile here.
import type { CaseCallName, CaseParams, CaseResult } from '../../../shared/contract/caseCalls.ts'
import type { CaseContext } from '../CaseContext.ts'
import { allocHandlers } from './allocHandlers.ts'
import { benchmarkHandlers } from './benchmarkHandlers.ts'
import { caseHandlers } from './caseHandlers.ts'
import { findingHandlers } from './findingHandlers.ts'
import { gcCycleHandlers } from './gcCycleHandlers.ts'
import { goroutineHandlers } from './goroutineHandlers.ts'
import { judgementHandlers } from './judgementHandlers.ts'
import { memoryHandlers } from './memoryHandlers.ts'
import { profileHandlers } from './profileHandlers.ts'
import { reportHandlers } from './reportHandlers.ts'
import { runtimeHandlers } from './runtimeHandlers.ts'
import { seriesHandlers } from './seriesHandlers.ts'
import { sourceHandlers } from './sourceHandlers.ts'
import { traceHandlers } from './traceHandlers.ts'

/** The answer to every call. The signal aborts once nobody waits for it: what takes long then ends. */
export type CaseHandlers = {
  [Name in CaseCallName]: (
    params: CaseParams<Name>,
    signal?: AbortSignal,
  ) => CaseResult<Name> | Promise<CaseResult<Name>>
}

/** The handlers of one subject. */
export type Handlers<Names extends CaseCallName> = Pick<CaseHandlers, Names>

export const createHandlers = (context: CaseContext): CaseHandlers => ({
  ...caseHandlers(context),
  ...sourceHandlers(context),
  ...gcCycleHandlers(context),
  ...runtimeHandlers(context),
  ...profileHandlers(context),
  ...seriesHandlers(context),
  ...memoryHandlers(context),
  ...goroutineHandlers(context),
  ...benchmarkHandlers(context),
  ...allocHandlers(context),
  ...traceHandlers(context),
  ...findingHandlers(context),
  ...judgementHandlers(context),
  ...reportHandlers(context),
})
