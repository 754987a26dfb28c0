// What rules about goroutines share: moments of one process, names of groups and dumps, what they cite.
import type { GoroutineFrame } from '../../../shared/contract/caseCalls.ts'
import type { TimeRange } from '../../../shared/records/index.ts'
import { ENDS_PROCESS } from '../../../shared/records/index.ts'
import { originOf } from '../analysis/index.ts'
import type { GoroutineSet, GroupView } from '../analysis/index.ts'
import { notApplicable, type CaseFacts, type EvidenceDraft, type MomentFacts, type RuleAnswer } from './rule.ts'
import { COMMANDS, formatCount, localText, sameText, shortName, type LocalText } from './words.ts'

/** How rules see groups: without the runtime's frames, by line. */
export const VIEW: GroupView = { foldRuntime: true, byLine: true }

export interface SeriesMoments {
  id: string
  moments: MomentFacts[]
}

/** Series with their moments, those with goroutines only. */
export function seriesMoments(facts: CaseFacts): SeriesMoments[] {
  return facts.goroutineSeries
    .map(({ id, snapshots }) => ({
      id,
      moments: snapshots
        .flatMap((index) => facts.moments[index] ?? [])
        .filter(({ snapshot }) => snapshot.goroutines > 0),
    }))
    .filter(({ moments }) => moments.length > 0)
}

/** The last moment of each series, those that show single goroutines first choice: what a rule about one moment judges. */
export function lastMoments(facts: CaseFacts): MomentFacts[] {
  return seriesMoments(facts).flatMap(({ moments }) => {
    const withIds = moments.filter(({ snapshot }) => snapshot.hasIds && snapshot.goroutines > 1)
    return withIds.at(-1) ?? []
  })
}

/** What a finding about a moment is anchored to: the source's bytes and the dump's place in it. */
export const momentAnchor = ({ source, snapshot }: MomentFacts, more?: string): string =>
  `${source.sha256.slice(0, 12)}/dump-${snapshot.dump ?? 'profile'}${more === undefined ? '' : `/${more}`}`

/** `incident/goroutines.txt`, with the number of the dump where the source holds several. */
export function momentName({ source, snapshot }: MomentFacts, facts: CaseFacts): LocalText {
  const isOnly = facts.moments.every((other) => other.source.id !== source.id || other.snapshot.dump === snapshot.dump)
  if (isOnly || snapshot.dump === null) return sameText(source.path)
  return localText(`${source.path} (dump ${snapshot.dump})`, `${source.path} 第 ${snapshot.dump} 次转储`)
}

/** The range a moment stands for; null where it has no time. */
export function momentRange(first: MomentFacts, last: MomentFacts = first): TimeRange | null {
  const [from, to] = [first.snapshot.atMs, last.snapshot.atMs]
  if (from === null || to === null) return null
  return { axis: { kind: 'wall' }, from: Math.min(from, to), to: Math.max(from, to) }
}

/** Cites a goroutine by the line it begins in, shown with its group; a moment without lines is cited by its source. */
export function rowEvidence(
  { source, snapshot }: MomentFacts,
  set: GoroutineSet,
  row: number,
  shows: LocalText,
): EvidenceDraft {
  const line = set.rows.line[row] ?? 0
  if (snapshot.lines === null || line === 0) return profileMomentEvidence(source.id, shows)
  const lines = { from: line, to: line + 1 }
  const id = set.rows.id[row] ?? Number.NaN
  return {
    shows,
    link: {
      view: 'goroutines',
      sourceId: source.id,
      ...(id > 0 && { entity: { kind: 'goroutine', id: String(id), sourceId: source.id } }),
      state: { dump: String(snapshot.dump), group: String(row) },
    },
    at: { kind: 'lines', sourceId: source.id, ...lines },
  }
}

/** Cites a whole moment; one without goroutines is but a message in its source. */
export function momentEvidence({ source, snapshot }: MomentFacts, shows: LocalText): EvidenceDraft {
  if (snapshot.lines === null) return profileMomentEvidence(source.id, shows)
  const { lines } = snapshot
  return {
    shows,
    link:
      snapshot.goroutines === 0
        ? { view: 'sources', sourceId: source.id, lines }
        : { view: 'goroutines', sourceId: source.id, state: { dump: String(snapshot.dump) } },
    at: { kind: 'lines', sourceId: source.id, ...lines },
  }
}

const profileMomentEvidence = (sourceId: MomentFacts['source']['id'], shows: LocalText): EvidenceDraft => ({
  shows,
  link: { view: 'goroutines', sourceId },
  at: { kind: 'source', sourceId },
})

/** `notify.(*Notifier).enqueue (notifier.go:58)` */
export function frameText(frame: GoroutineFrame | null): LocalText {
  if (frame === null || frame.functionName === '') return localText('an unknown function', '未知函数')
  const file = frame.file.slice(Math.max(frame.file.lastIndexOf('/'), frame.file.lastIndexOf('\\')) + 1)
  const place = file === '' || frame.line === 0 ? '' : `${file}:${frame.line}`
  const name = shortName(frame.functionName)
  return sameText(place === '' ? name : `${name} (${place})`)
}

/** The first frame of the program's own, else the leaf. */
export const ownFrame = (frames: readonly GoroutineFrame[]): GoroutineFrame | null =>
  frames.find(({ functionName, file }) => originOf(functionName, file) === 'application') ?? frames[0] ?? null

/** `goroutines 7, 8, 9 …` */
export function idsText(ids: readonly number[], total = ids.length): LocalText {
  const more = total > ids.length
  return localText(
    `${total === 1 ? 'goroutine' : 'goroutines'} ${ids.join(', ')}${more ? ' …' : ''}`,
    `goroutine ${ids.join('、')}${more ? ' …' : ''}`,
  )
}

export const goroutinesText = (count: number): LocalText =>
  localText(`${formatCount(count)} ${count === 1 ? 'goroutine' : 'goroutines'}`, `${formatCount(count)} 个 goroutine`)

/** The answer of a rule that needs a dump with single goroutines and found none. */
export function noDumps(facts: CaseFacts): RuleAnswer {
  return notApplicable(
    facts.moments.length === 0
      ? localText('The case has no goroutine dump.', '案例中没有 goroutine 转储。')
      : localText(
          'The case has goroutines only as counts by stack or single stacks; this needs a dump with states (?debug=2 or SIGQUIT).',
          '案例中的 goroutine 只有按栈的计数或单独的栈；此规则需要带状态的转储（?debug=2 或 SIGQUIT）。',
        ),
    COMMANDS.goroutines,
  )
}

/** Whether the process of a moment ended with it. */
export const isCrash = ({ snapshot }: MomentFacts): boolean =>
  snapshot.cause !== 'profile' && ENDS_PROCESS.has(snapshot.cause)
