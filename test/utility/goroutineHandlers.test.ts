import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../electron/engine/casefile/CaseFile.ts'
import { NO_FILTER } from '../../electron/engine/analysis/index.ts'
import { quietContext } from '../../electron/engine/jobs/context.ts'
import { importSources } from '../../electron/engine/jobs/importSources.ts'
import { caseOverview } from '../../electron/engine/jobs/overview.ts'
import { CaseContext } from '../../electron/utility/CaseContext.ts'
import { createHandlers } from '../../electron/utility/handlers/index.ts'
import type { CaseParams, GoroutineMoment } from '../../shared/contract/caseCalls.ts'
import { fixturePath } from '../support/corpus.ts'

// Two dumps of one process, whose readers and writers of a store and whose counter wait for locks.
const DUMPS = ['warehouse-locks-1.txt', 'warehouse-locks-2.txt']
const view = { foldRuntime: true, byLine: true }
const all = {
  view,
  filter: NO_FILTER,
  sort: [{ column: 'goroutines', descending: true }],
  offset: 0,
  limit: 100,
} as const

let folder = ''
let caseFile: CaseFile
let handlers: ReturnType<typeof createHandlers>
let first: GoroutineMoment
let second: GoroutineMoment
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-goroutines-'))
  caseFile = CaseFile.create(join(folder, 'one.heapcase'))
  const entries = DUMPS.map(
    (name) => ({ file: fixturePath('goroutine', name), path: name, kind: 'goroutines' }) as const,
  )
  const outcomes = await importSources(caseFile, entries, { context: quietContext() })
  expect(outcomes).toMatchObject([{ error: null }, { error: null }])
  handlers = createHandlers(new CaseContext(caseFile, () => undefined))
  const { snapshots } = await handlers['goroutines.snapshots']({})
  ;[first, second] = snapshots.map(({ sourceId, dump }) => ({ sourceId, dump })) as [GoroutineMoment, GoroutineMoment]
})
afterAll(() => {
  caseFile.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('calls about goroutines', () => {
  it('say which dumps know a function', () => {
    const holders = (functionName: string) => handlers['profiles.withFunction']({ functionName })
    expect(holders('main.(*store).put')).toEqual({
      profiles: [],
      dumps: [first, second].map((moment) => ({ ...moment, isInStack: true })),
      traces: [],
    })
    expect(holders('main.put')).toEqual({ profiles: [], dumps: [], traces: [] })
  })

  it('find the group of any of its rows, as the list has it', async () => {
    const { rows } = await handlers['goroutines.groups']({ moment: second, base: first, ...all })
    expect(rows[0]).toMatchObject({ goroutines: 20, place: { functionName: 'main.deliver' } })
    const counters = rows.find(({ goroutines }) => goroutines === 15)
    expect(counters?.place?.functionName).toBe('main.(*counter).add')
    const asked = { moment: second, base: first, view, filter: NO_FILTER }
    const members = await handlers['goroutines.page']({
      ...asked,
      group: counters?.group ?? -1,
      sort: [{ column: 'id', descending: false }],
      offset: 0,
      limit: 100,
    })
    expect(members.total).toBe(15)
    for (const { row } of members.rows) expect(await handlers['goroutines.group']({ ...asked, row })).toEqual(counters)
    const filter = { ...NO_FILTER, status: 'IO wait' }
    expect(await handlers['goroutines.group']({ ...asked, filter, row: counters?.group ?? -1 })).toBeNull()
  })

  it('order by several keys, the first counts most', async () => {
    const groups = async (sort: CaseParams<'goroutines.groups'>['sort']): Promise<[number, string][]> =>
      (await handlers['goroutines.groups']({ moment: second, base: null, ...all, sort })).rows.map(
        ({ goroutines, place }) => [goroutines, place?.functionName ?? ''],
      )
    const plain = await groups([])
    expect(new Set(plain.map(([count]) => count)).size).toBeLessThan(plain.length)
    const byName = (a: string, b: string): number => a.localeCompare(b, 'en')
    expect(
      await groups([
        { column: 'goroutines', descending: true },
        { column: 'name', descending: false },
      ]),
    ).toEqual(plain.toSorted(([a, x], [b, y]) => b - a || byName(x, y)))
    expect(
      await groups([
        { column: 'goroutines', descending: false },
        { column: 'name', descending: true },
      ]),
    ).toEqual(plain.toSorted(([a, x], [b, y]) => a - b || byName(y, x)))
    const page = await handlers['goroutines.page']({
      moment: second,
      view,
      filter: NO_FILTER,
      group: null,
      sort: [
        { column: 'status', descending: false },
        { column: 'wait', descending: true },
        { column: 'id', descending: true },
      ],
      offset: 0,
      limit: 100,
    })
    const keys = page.rows.map(({ status, waitMinutes, id }) => [status, -waitMinutes, -(id ?? 0)] as const)
    expect(new Set(keys.map(([status]) => status)).size).toBeGreaterThan(1)
    expect(keys).toEqual(keys.toSorted(([a, w, i], [b, x, j]) => (a < b ? -1 : a > b ? 1 : 0) || w - x || i - j))
  })

  it('let through groups by how many they are and by what they gained, also with what their goroutines do', async () => {
    const ask = async (search: string, base: GoroutineMoment | null = null) => {
      const filter = { ...NO_FILTER, search }
      const answer = await handlers['goroutines.groups']({ moment: second, base, ...all, filter })
      return { ...answer, counts: answer.rows.map(({ goroutines }) => goroutines) }
    }
    const whole = await ask('')
    const many = await ask('count>10')
    expect(many.counts).toEqual(whole.counts.filter((count) => count > 10))
    expect(many.counts.length).toBeLessThan(whole.counts.length)
    expect(many.matching).toBe(many.counts.length)
    expect(many.goroutines).toBe(many.counts.reduce((sum, count) => sum + count, 0))
    expect((await ask('count:2..15 OR count>19')).counts).toEqual(
      whole.counts.filter((count) => (count >= 2 && count <= 15) || count > 19),
    )
    // Goroutines first, then groups of what is left of them.
    const locked = await ask('deliver count>=20')
    expect(locked.rows.map(({ place }) => place?.functionName)).toEqual(['main.deliver'])
    const some = await ask('deliver')
    expect((await ask('deliver count<20')).counts).toEqual(some.counts.filter((count) => count < 20))
    const changed = await ask('delta>0', first)
    expect(changed.rows.length).toBeGreaterThan(0)
    expect(changed.rows.every(({ goroutines, baseGoroutines }) => goroutines > (baseGoroutines ?? 0))).toBe(true)
    await expect(async () => ask('deliver OR count>10')).rejects.toMatchObject({ code: 'filter/invalid' })
    // One goroutine has no size: the members of such a group are listed.
    const [group] = many.rows
    const members = await handlers['goroutines.page']({
      moment: second,
      view,
      filter: { ...NO_FILTER, search: 'count>10' },
      group: group?.group ?? -1,
      sort: [],
      offset: 0,
      limit: 100,
    })
    expect(members.total).toBe(group?.goroutines)
  })

  it('answer what is typed over goroutines, for groups and one by one', async () => {
    const ask = async (search: string): Promise<number> => {
      const filter = { ...NO_FILTER, search }
      const { goroutines } = await handlers['goroutines.groups']({ moment: second, base: null, ...all, filter })
      const each = {
        moment: second,
        view,
        filter,
        group: null,
        sort: [{ column: 'id', descending: false }],
        offset: 0,
        limit: 1,
      } as const
      expect((await handlers['goroutines.page'](each)).total).toBe(goroutines)
      return goroutines
    }
    const whole = await ask('')
    expect(whole).toBe(57)
    // 15 wait for the lock, one has it.
    expect(await ask('name="main.(*counter).add"')).toBe(16)
    // Words look into every frame, whatever their case; a file belongs to its frame.
    expect(await ask('(*COUNTER).add')).toBe(16)
    expect(await ask('status=sync.Mutex.Lock wait>=1min')).toBe(15)
    expect(await ask('wait>60min')).toBe(0)
    expect(await ask('-status=sync.Mutex.Lock')).toBe(whole - 15)
    const deliver = await ask('name=main.deliver')
    expect(deliver).toBeGreaterThanOrEqual(20)
    expect(await ask('status=sync.Mutex.Lock OR name=main.deliver')).toBe(15 + deliver)
    expect(await ask('stack=main.(*counter).add')).toBe(16)
    expect(await ask('id=32')).toBe(1)
    expect(await ask('by=1')).toBeGreaterThan(15)
    await expect(ask('nosuch=1')).rejects.toMatchObject({ code: 'filter/invalid' })
  })

  it('count statuses of what the rest of the filter lets through, and who of the base is still there', async () => {
    const whole = await handlers['goroutines.groups']({ moment: second, base: first, ...all })
    const filtered = await handlers['goroutines.groups']({
      moment: second,
      base: first,
      ...all,
      filter: { ...NO_FILTER, status: 'sync.Mutex.Lock' },
    })
    expect(filtered.goroutines).toBe(15)
    expect(filtered.statuses).toEqual(whole.statuses)
    expect([whole.common, whole.baseGoroutines, filtered.common]).toEqual([37, 37, 37])
    // The other way round: the earlier dump has not yet what came later.
    expect(await handlers['goroutines.groups']({ moment: first, base: second, ...all })).toMatchObject({
      common: 37,
      baseGoroutines: 57,
    })
    expect((await handlers['goroutines.groups']({ moment: second, base: null, ...all })).common).toBeNull()
  })

  it('give one goroutine by id or row, with where it stood before', async () => {
    const byId = await handlers['goroutines.get']({ moment: second, of: { id: 32 }, foldRuntime: true })
    expect(byId).toMatchObject({
      id: 32,
      status: 'sync.Mutex.Lock',
      waitMinutes: 2,
      creatorId: 1,
      lock: { kind: 'mutex', isStale: false },
      history: [
        { snapshot: 0, isSame: true },
        { snapshot: 1, waitMinutes: 2, isSame: true },
      ],
    })
    const byRow = await handlers['goroutines.get']({ moment: second, of: { row: byId?.row ?? -1 }, foldRuntime: true })
    expect(byRow).toEqual(byId)
    expect(await handlers['goroutines.get']({ moment: second, of: { id: 999_999 }, foldRuntime: true })).toBeNull()
    expect(await handlers['goroutines.get']({ moment: second, of: { row: 999_999 }, foldRuntime: true })).toBeNull()
  })

  it('tell who of each dump the next one still has', async () => {
    const { series } = await handlers['goroutines.snapshots']({})
    expect(series).toHaveLength(1)
    const seriesId = series[0]?.id ?? ''
    const { moments, stillThere } = await handlers['goroutines.overTime']({ seriesId, view, limit: 10 })
    expect(moments.map(({ goroutines }) => goroutines)).toEqual([37, 57])
    const { common } = await handlers['goroutines.groups']({ moment: second, base: first, ...all })
    expect(stillThere).toEqual([common])
  })

  it('count in the overview what the view opens on', () => {
    expect(caseOverview(caseFile).goroutines).toBe(57)
  })
})
