// Whether bytes are an execution trace: its header, and which versions of it are read.
import type { Recognition, Refusal } from '../reader.ts'
import { traceHeader } from './header.ts'

/** Null: not a trace. A trace of a version that is not read is refused by its name. */
export function traceIn(head: Uint8Array): Recognition | Refusal | null {
  const answer = traceHeader(head)
  if (answer === null) return null
  if ('unknown' in answer)
    return {
      code: 'gotrace/unknown-version',
      message: `The file is a Go execution trace of an unknown or unsupported version (${answer.unknown}).`,
      at: { byte: 0 },
    }
  const { name, isNewer } = answer.known
  return {
    kind: 'gotrace',
    variant: name,
    confidence: 1,
    because: `it begins with the header of an execution trace, "${name} trace"${isNewer ? ', newer than the versions known here' : ''}`,
  }
}
