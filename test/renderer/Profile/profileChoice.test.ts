import { describe, expect, it } from 'vitest'
import { profileChoice, profileGroups } from '../../../renderer/views/Profile/profileChoice.ts'
import { topColumns } from '../../../renderer/views/Profile/profileTop.ts'
import { sourceId } from '../fakeCase.ts'
import { MIB, profileOf, profiles, topRows } from './profileCase.ts'

const none = { sourceId: null, sampleType: null, baseSourceId: null }

describe('profileGroups', () => {
  it('puts series together in time order, heap first', () => {
    expect(
      profileGroups(profiles).map(({ name, profiles: members }) => [name, members.map((entry) => entry.sourceId)]),
    ).toEqual([
      ['baseline · heap', [7]],
      ['incident · heap', [1, 2, 3]],
      ['incident · cpu', [9]],
    ])
  })
  it('puts profiles without a time last', () => {
    const group = profileGroups([profileOf(1, { placementMs: null, timeMs: null }), profileOf(2)])[0]
    expect(group?.profiles.map((entry) => entry.sourceId)).toEqual([2, 1])
  })
})

describe('profileChoice', () => {
  it('opens the last of the longest heap series with its default column', () => {
    expect(profileChoice(profiles, none)).toMatchObject({
      profile: { sourceId: 3 },
      sampleType: 'inuse_space/bytes',
      typeIndex: 1,
      unit: 'bytes',
      base: null,
    })
  })
  it('follows the selection', () => {
    const chosen = { sourceId: sourceId(3), sampleType: 'inuse_objects/count', baseSourceId: sourceId(7) }
    expect(profileChoice(profiles, chosen)).toMatchObject({
      typeIndex: 0,
      unit: 'count',
      base: { sourceId: 7 },
      baseTypeIndex: 0,
    })
  })
  it('falls back where the profile has no such column', () => {
    expect(
      profileChoice(profiles, { ...none, sourceId: sourceId(9), sampleType: 'inuse_space/bytes' })?.sampleType,
    ).toBe('cpu/nanoseconds')
  })
  it('does not compare with itself, nor with a profile without the column', () => {
    const bases = [3, 9].map(
      (id) => profileChoice(profiles, { ...none, sourceId: sourceId(3), baseSourceId: sourceId(id) })?.base,
    )
    expect(bases).toEqual([null, null])
  })
  it('takes any series where there is no heap profile, and nothing where there is none', () => {
    expect(profileChoice(profiles.slice(4), none)?.profile.type).toBe('cpu')
    expect(profileChoice([], none)).toBeNull()
  })
})

const texts = {
  functionName: 'Function',
  file: 'File',
  bar: 'Bar',
  flat: 'Flat',
  cum: 'Cum',
  share: '%',
  baseline: 'base',
  candidate: 'Candidate',
  delta: 'Delta',
  ofGrowth: 'Of change',
}
const row = topRows[0]!
const cell = (columns: ReturnType<typeof topColumns>, id: string): string | undefined =>
  columns.find((column) => column.id === id)?.text(row)

describe('topColumns', () => {
  it('shows shares of the total for one profile', () => {
    const columns = topColumns(texts, { unit: 'bytes', total: 120 * MIB, baseTotal: null })
    expect(columns.map(({ title }) => title)).toEqual(['Function', 'File', 'Flat, MiB', '%', '', 'Cum, MiB', '%'])
    expect([cell(columns, 'flat'), cell(columns, 'flatShare')]).toEqual(['90.0', '75.0\u00a0%'])
  })
  it('shows baseline, candidate and delta when compared', () => {
    const columns = topColumns(texts, { unit: 'bytes', total: 120 * MIB, baseTotal: 60 * MIB })
    expect([
      cell(columns, 'flatBase'),
      cell(columns, 'flat'),
      cell(columns, 'flatDelta'),
      cell(columns, 'ofGrowth'),
    ]).toEqual(['20.0', '90.0', '+70.0', '116.7\u00a0%'])
  })
  it('puts both figures of a comparison under heads of their own, with the unit once', () => {
    const columns = topColumns(texts, { unit: 'bytes', total: 120 * MIB, baseTotal: 60 * MIB })
    expect(columns.map(({ id, group = '' }) => `${id}: ${group}`)).toEqual([
      'name: ',
      'file: ',
      'flatBase: Flat, MiB',
      'flat: Flat, MiB',
      'flatDelta: Flat, MiB',
      'bar: Flat, MiB',
      'cumBase: Cum, MiB',
      'cum: Cum, MiB',
      'cumDelta: Cum, MiB',
      'ofGrowth: ',
    ])
  })
})
