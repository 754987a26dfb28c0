// What a note in this view is about. A stack is the same in every dump, a goroutine and a lock only within their source.
import type { GoroutineFrame, GoroutineLockRow } from '../../../shared/contract/caseCalls.ts'
import type { AnnotationAnchor, SourceId } from '../../../shared/records/index.ts'

/** Frames a stack is noted by; what lies deeper tells no two stacks apart that a person would. */
const MOST_FRAMES = 256

export function stackAnchor(frames: readonly GoroutineFrame[], sourceId: SourceId): AnnotationAnchor | null {
  return frames.length === 0
    ? null
    : { kind: 'stack', frames: frames.slice(0, MOST_FRAMES).map(({ functionName }) => functionName), sourceId }
}

export const goroutineAnchor = (id: number, sourceId: SourceId): AnnotationAnchor => ({
  kind: 'entity',
  type: 'goroutine',
  key: String(id),
  name: String(id),
  sourceId,
  range: null,
})

/** Without an address a row stands for many locks: there is nothing to note. */
export const lockAnchor = ({ address }: GoroutineLockRow, sourceId: SourceId): AnnotationAnchor | null =>
  address === null ? null : { kind: 'entity', type: 'lock', key: address, name: address, sourceId, range: null }
