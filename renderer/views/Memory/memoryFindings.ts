// Which findings speak of the memory of one process.
import type { MemoryGroupInfo } from '../../../shared/contract/memoryCalls.ts'
import type { FindingWithVerdict, Source, SourceId } from '../../../shared/records/index.ts'

/** Rules about memory: those of that topic, and those of the collector and of profiles that speak of what is kept. */
const MEMORY_RULES =
  /^memory\/|^heap\/(retention|map-growth|slice-growth)|^gc\/(growing-live-heap|growing-stacks|memory-limit-pressure|goal-overshoot)/

function sourcesOf({ evidence }: FindingWithVerdict): SourceId[] {
  return evidence.flatMap(({ at }) => (at.kind === 'profiles' ? at.sourceIds : [at.sourceId]))
}

/** The id of a group begins with the folder of its sources; one without a folder holds them all. */
export function isOfGroup(
  finding: FindingWithVerdict,
  group: Pick<MemoryGroupInfo, 'id'>,
  sources: ReadonlyMap<SourceId, Pick<Source, 'path'>>,
): boolean {
  if (!MEMORY_RULES.test(finding.ruleId) || finding.isStale) return false
  const folder = group.id.slice(0, Math.max(0, group.id.indexOf('|')))
  const paths = sourcesOf(finding).flatMap((id) => sources.get(id)?.path ?? [])
  if (folder === '' || paths.length === 0) return true
  const isFolder = [...sources.values()].some(({ path }) => path.startsWith(`${folder}/`))
  return !isFolder || paths.some((path) => path.startsWith(`${folder}/`))
}
