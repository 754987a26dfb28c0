// What rules about one part of what the runtime holds share (free heap, stacks, its own structures): a part is much where it is that in
// bytes and as a share.
import type { MemoryGroup } from '../analysis/index.ts'
import { goGroups, groupName, isAnswer, type GoSample } from './memory.ts'
import { clear, found, type CaseFacts, type FindingDraft, type RuleAnswer } from './rule.ts'
import { formatBytes, formatShare, joined, listed, type LocalText } from './words.ts'

export interface HeldPart {
  group: MemoryGroup
  samples: GoSample[]
  bytes: number
  /** Of all that the runtime holds. */
  share: number
}

export interface HeldLimits {
  minBytes: number
  minShare: number
}

/** A finding for each process in which the part is much; else what it is in each of them: its name, then `said` (bytes, share). */
export function judgeParts<Part extends HeldPart>(
  facts: CaseFacts,
  limits: HeldLimits,
  judge: (group: MemoryGroup) => Part,
  finding: (facts: CaseFacts, part: Part, limits: HeldLimits) => FindingDraft,
  said: (bytes: string, share: string) => LocalText,
): RuleAnswer {
  const groups = goGroups(facts)
  if (isAnswer(groups)) return groups
  const parts = groups.map(judge)
  const much = parts.filter(({ bytes, share }) => bytes >= limits.minBytes && share >= limits.minShare)
  if (much.length > 0) return found(much.map((part) => finding(facts, part, limits)))
  return clear(
    listed(
      parts.map(({ group, samples, bytes, share }) =>
        joined([groupName(group, samples[0]?.path ?? ''), said(formatBytes(bytes), formatShare(share))], ': ', '：'),
      ),
    ),
  )
}
