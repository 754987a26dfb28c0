// Profiles of an invented case: three heap profiles of the incident, one before it, one CPU profile.
import type { ProfileListEntry, TopRow } from '../../../shared/contract/caseCalls.ts'
import { sourceId, START_MS } from '../fakeCase.ts'

export const MIB = 1024 ** 2
const SPACE = { type: 'inuse_space', unit: 'bytes' }
const OBJECTS = { type: 'inuse_objects', unit: 'count' }

export const profileOf = (id: number, change: Partial<ProfileListEntry> = {}): ProfileListEntry => ({
  sourceId: sourceId(id),
  type: 'heap',
  sampleTypes: [OBJECTS, SPACE],
  defaultSampleType: 1,
  totals: [1000 * id, 40 * id * MIB],
  samples: 100 * id,
  locations: 10,
  functions: 10,
  mappings: 1,
  labelKeys: [],
  comments: [],
  periodType: { type: 'space', unit: 'bytes' },
  period: 524_288,
  timeMs: START_MS + id * 60_000,
  durationNs: 0,
  binary: 'checkout',
  buildId: null,
  name: `heap-${id}.pb.gz`,
  path: `incident/heap-${id}.pb.gz`,
  placementMs: START_MS + id * 60_000,
  seriesId: 'incident',
  ...change,
})

export const profiles: ProfileListEntry[] = [
  profileOf(3),
  profileOf(1),
  profileOf(2),
  profileOf(7, { seriesId: 'baseline', path: 'baseline/heap-7.pb.gz' }),
  profileOf(9, {
    seriesId: 'cpu',
    type: 'cpu',
    path: 'incident/cpu-9.pb.gz',
    sampleTypes: [
      { type: 'samples', unit: 'count' },
      { type: 'cpu', unit: 'nanoseconds' },
    ],
    totals: [1706, 17.06e9],
    durationNs: 10e9,
  }),
]

export const PUT = 'example.com/checkout/internal/session.(*Store).Put'

export const topRows: TopRow[] = [
  { functionName: PUT, file: 'store.go', flat: 90 * MIB, cum: 90 * MIB, flatDelta: 70 * MIB, cumDelta: 70 * MIB },
  {
    functionName: 'main.load',
    file: 'main.go',
    flat: 30 * MIB,
    cum: 30 * MIB,
    flatDelta: -10 * MIB,
    cumDelta: -10 * MIB,
  },
]
