// What a profile is, from its sample types (facts/pprof.md 2): a table, plus one judgement for block against mutex.
import type { ProfileColumns, ProfileType, SampleType } from '../../../../shared/records/index.ts'

/** Sample types of the profiles Go writes. Block and mutex have the same and are told apart by their leaf frames. */
const BY_TYPES: { types: string; type: ProfileType }[] = [
  { types: 'alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes', type: 'heap' },
  { types: 'samples/count cpu/nanoseconds', type: 'cpu' },
  { types: 'goroutine/count', type: 'goroutine' },
  { types: 'goroutines/count', type: 'goroutine' },
  { types: 'goroutineleak/count', type: 'goroutineleak' },
  { types: 'threadcreate/count', type: 'threadcreate' },
  { types: 'contentions/count delay/nanoseconds', type: 'block' },
]

/** Who unlocks is charged in a mutex profile; who waits in a block profile. */
const UNLOCKS = /(?:^|\.)(?:Unlock|RUnlock|unlock\w*|rUnlock\w*|_LostContendedRuntimeLock)$/

export const typeNames = (types: readonly SampleType[]): string =>
  types.map(({ type, unit }) => `${type}/${unit}`).join(' ')

/** The type by sample types and default type alone; `block` stands for block or mutex. */
export function typeByNames(types: readonly SampleType[], defaultType: string): ProfileType {
  const names = typeNames(types)
  const type = BY_TYPES.find((entry) => entry.types === names)?.type ?? 'custom'
  return type === 'heap' && defaultType === 'alloc_space' ? 'allocs' : type
}

/**
 * Block or mutex, by the share of samples whose leaf functions unlock something. `isSure` is false where there is no
 * sample whose leaf has a name, to judge by; the answer is then `block`.
 */
export function contentionType(profile: ProfileColumns): { type: 'block' | 'mutex'; isSure: boolean } {
  let unlocking = 0
  let judged = 0
  for (let sample = 0; sample < profile.sampleCount; sample++) {
    const stack = profile.sampleStack[sample] ?? 0
    const leaf = profile.stackStart[stack] ?? 0
    if (leaf === (profile.stackStart[stack + 1] ?? 0)) continue
    const location = profile.stackLocation[leaf] ?? 0
    const first = profile.locationLineStart[location] ?? 0
    const last = profile.locationLineStart[location + 1] ?? 0
    let hasName = false
    for (let line = first; line < last; line++) {
      const name = profile.strings[profile.functionName[profile.lineFunction[line] ?? -1] ?? 0] ?? ''
      hasName ||= name !== ''
      if (UNLOCKS.test(name)) {
        unlocking++
        break
      }
    }
    if (hasName) judged++
  }
  return { type: unlocking * 2 > judged ? 'mutex' : 'block', isSure: judged > 0 }
}
