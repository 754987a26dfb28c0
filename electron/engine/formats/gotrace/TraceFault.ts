// Why a trace cannot be read on: a FormatError that also says which generation, thread and event it was.
import type { TraceFailure } from '../../../../shared/records/index.ts'
import { FormatError } from '../FormatError.ts'

/**
 * `truncated`: the file ends too early. `malformed`: bytes that are no trace. `inconsistent`: events that contradict each other.
 * `unknown-event`: a newer format than we know. `needs-binary`: of Go 1.5 or 1.6. `too-large`: beyond a limit of ours.
 */
export type TraceFaultKind = 'truncated' | 'malformed' | 'inconsistent' | 'unknown-event' | 'needs-binary' | 'too-large'

export interface FaultPlace {
  byte: number
  generation?: number | null
  thread?: bigint | null
  event?: string | null
}

export class TraceFault extends FormatError {
  readonly failure: TraceFailure

  /** `reason` has no full stop and no place: both are added. */
  constructor(kind: TraceFaultKind, reason: string, { byte, generation, thread, event }: FaultPlace) {
    const code = `gotrace/${kind}`
    const where = [
      generation != null && `generation ${generation}`,
      thread != null && `thread ${BigInt.asIntN(64, thread)}`,
      event != null && `event ${event}`,
    ].filter(Boolean)
    const message = `At byte ${byte}${where.length > 0 ? ` (${where.join(', ')})` : ''}: ${reason}.`
    super(code, message, { byte })
    this.failure = {
      code,
      message,
      reason,
      generation: generation ?? null,
      byte,
      thread: thread ?? null,
      event: event ?? null,
    }
  }
}
