import type { FindingKey, LifeId, SourceId } from './ids.ts'
import type { TimeRange } from './time.ts'

/** The screens. `home` and `help` are shown without a case, too. */
export type ViewName = 'home' | 'overview' | 'sources' | 'gcCycles' | 'profile' | 'findings' | 'report' | 'help'

/** Everything needed to show exactly this view again; evidence links, history and copied links are made of it. */
export interface ViewLink {
  view: ViewName
  range?: TimeRange
  sourceId?: SourceId
  lifeId?: LifeId
  /** A GC cycle's number within lifeId. */
  cycle?: number
  /** A function's name, in the Profile view. */
  functionName?: string
  /** `type/unit` of the profile's column to show. */
  sampleType?: string
  /** Compare against this profile (growth). */
  baseSourceId?: SourceId
  findingKey?: FindingKey
  /** First and last 1-based line to show in the Sources view. */
  lines?: { from: number; to: number }
  /** Topic of the help. */
  helpTopic?: string
}
