// @vitest-environment happy-dom
import { beforeAll, describe, expect, it } from 'vitest'
import type { VueWrapper } from '@vue/test-utils'
import type { CaseCallName, CaseParams } from '../../../shared/contract/caseCalls.ts'
import GoroutineInspector from '../../../renderer/views/Goroutines/GoroutineInspector.vue'
import GoroutinesView from '../../../renderer/views/Goroutines/GoroutinesView.vue'
import { giveLayout } from '../charts/layout.ts'
import type { FakeBridge } from '../fakeBridge.ts'
import { sourceId } from '../fakeCase.ts'
import { mountView, settle, type MountOptions } from '../mountView.ts'
import { answers, snapshots } from './goroutineCase.ts'

const open = (options: MountOptions = {}) =>
  mountView(GoroutinesView, { ...options, case: { ...answers, ...options.case } })
const asked = <Name extends CaseCallName>(bridge: FakeBridge, name: Name) =>
  bridge.calls.filter(([call]) => call === name).map(([, params]) => params) as CaseParams<Name>[]
const rowsOf = (wrapper: VueWrapper, table: string) =>
  wrapper.get(`[data-testid="${table}"]`).findAll('[data-testid="table-row"]')
const by = (wrapper: VueWrapper, id: string) => wrapper.get(`[data-testid="${id}"]`)

beforeAll(() => giveLayout())

describe('Goroutines view', () => {
  it('opens on the dump with the most goroutines that shows single ones, in groups', async () => {
    const { wrapper, bridge } = await open()
    expect(by(wrapper, 'goroutines-total').text()).toBe('413')
    expect(asked(bridge, 'goroutines.groups')[0]).toMatchObject({
      moment: { sourceId: 13, dump: 1 },
      base: null,
      view: { foldRuntime: true, byLine: true },
      filter: { search: '', status: null, label: null, creator: null, minWaitMinutes: 0 },
      sort: [{ column: 'goroutines', descending: true }],
    })
    const [first] = rowsOf(wrapper, 'goroutine-groups')
    expect(first?.text()).toContain('notify.(*Notifier).enqueue')
    // Count, status with the others counted, the longest wait.
    expect(first?.findAll('[role="gridcell"]').map((cell) => cell.text())).toEqual(
      expect.arrayContaining(['372', 'chan send + 1', '7']),
    )
    expect(by(wrapper, 'goroutines-shown').text()).toBe('413 goroutines in 2 groups')
  })

  it('orders groups by a second column, asked with the first, and filters them by count', async () => {
    const { wrapper, bridge } = await open()
    await wrapper.get('[data-testid="goroutine-groups"] [data-head="wait"] button').trigger('click', { shiftKey: true })
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)?.sort).toEqual([
      { column: 'goroutines', descending: true },
      { column: 'wait', descending: true },
    ])
    await by(wrapper, 'goroutines-search').setValue('count>10')
    await by(wrapper, 'goroutines-search').trigger('keydown', { key: 'Enter', code: 'Enter' })
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)?.filter.search).toBe('count>10')
  })

  it('completes with what the dump has, also where a half typed word leaves nothing of it', async () => {
    const { wrapper, bridge } = await open({
      case: {
        'goroutines.groups': async (question) => {
          const all = await answers['goroutines.groups']!(question)
          return question.filter.search === '' ? all : { ...all, rows: [], matching: 0, goroutines: 0, statuses: [] }
        },
      },
    })
    const search = by(wrapper, 'goroutines-search')
    await search.setValue('statu')
    await search.trigger('keydown', { key: 'Enter', code: 'Enter' })
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)?.filter.search).toBe('statu')
    await search.setValue('status:')
    await settle()
    const offered = [...document.querySelectorAll('[data-testid="search-option"]')].map((option) => option.textContent)
    expect(offered.join()).toContain('chan send')
  })

  it('shows the stack and the goroutines of a group, and one of them as the selection', async () => {
    const { wrapper, bridge, selection } = await open()
    await rowsOf(wrapper, 'goroutine-groups')[0]!.trigger('click')
    await settle()
    expect(by(wrapper, 'goroutine-stack').text()).toContain('notify.(*Notifier).enqueue')
    expect(asked(bridge, 'goroutines.page').at(-1)).toMatchObject({
      group: 4,
      sort: [{ column: 'wait', descending: true }],
    })
    await rowsOf(wrapper, 'goroutine-members')[2]!.trigger('click')
    expect(selection.link).toMatchObject({
      view: 'home',
      entity: { kind: 'goroutine', id: '1003', sourceId: 13 },
    })
    expect(selection.state).toMatchObject({ group: '4' })
    await rowsOf(wrapper, 'goroutine-members')[2]!.trigger('dblclick')
    expect(selection.link).toMatchObject({ view: 'sources', sourceId: 13, lines: { from: 318, to: 318 } })
  })

  it('compares with the dump before: counts of both, the change, who is still there, groups that are gone', async () => {
    const { wrapper, bridge } = await open()
    await by(wrapper, 'goroutines-compare-before').trigger('click')
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)).toMatchObject({
      moment: { sourceId: 13, dump: 1 },
      base: { sourceId: 12, dump: 1 },
      sort: [{ column: 'delta', descending: true }],
    })
    expect([by(wrapper, 'goroutines-delta').text(), by(wrapper, 'goroutines-common').text()]).toEqual([
      '+233',
      '32 of 180',
    ])
    const rows = rowsOf(wrapper, 'goroutine-groups')
    expect(
      rows.map((row) =>
        row
          .findAll('[role="gridcell"]')
          .slice(0, 3)
          .map((cell) => cell.text()),
      ),
    ).toEqual([
      ['35', '372', '+337'],
      ['35', '40', '+5'],
      ['35', '0', '−35'],
    ])
    await rows[2]!.trigger('click')
    await settle()
    expect(by(wrapper, 'goroutine-group').text()).toContain('Only the baseline has this group')
  })

  it('says of two processes that ids cannot be compared', async () => {
    const { wrapper } = await open()
    await by(wrapper, 'goroutines-base').setValue('14.1')
    await settle()
    expect(by(wrapper, 'goroutines-common').text()).toBe('another process')
  })

  it('filters by status, label, wait and search, in the case; and shows all again', async () => {
    const { wrapper, bridge } = await open()
    await wrapper.findAll('[data-testid="goroutines-status-chip"]')[0]!.trigger('click')
    await by(wrapper, 'goroutines-label').setValue('tenant=acme')
    await by(wrapper, 'goroutines-minutes').setValue('5')
    await by(wrapper, 'goroutines-search').setValue('enqueue wait>=5min')
    await by(wrapper, 'goroutines-search').trigger('keydown', { key: 'Enter', code: 'Enter' })
    await by(wrapper, 'goroutines-fold').setValue(false)
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)).toMatchObject({
      filter: {
        search: 'enqueue wait>=5min',
        status: 'chan send',
        label: { key: 'tenant', value: 'acme' },
        minWaitMinutes: 5,
      },
      view: { foldRuntime: false },
    })
    await by(wrapper, 'goroutines-clear').trigger('click')
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)?.filter).toMatchObject({
      search: '',
      status: null,
      minWaitMinutes: 0,
    })
  })

  it('follows groups over the dumps of the process', async () => {
    const { wrapper, bridge } = await open()
    await by(wrapper, 'goroutines-show-overTime').trigger('click')
    await settle()
    expect(asked(bridge, 'goroutines.overTime')).toMatchObject([{ seriesId: 'shop' }])
    expect(by(wrapper, 'goroutines-survival').text()).toContain('30 of 70 · 25 of 180')
    const [row] = rowsOf(wrapper, 'goroutine-growth')
    expect(row?.findAll('[role="gridcell"]').map((cell) => cell.text())).toEqual([
      expect.stringContaining('enqueue'),
      '35',
      '372',
      '+337',
      '',
      '+168.5',
    ])
    await row!.trigger('click')
    await settle()
    await by(wrapper, 'goroutines-show-group').trigger('click')
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)?.filter.search).toContain('enqueue')
  })

  it('lists goroutines that stand where they stood', async () => {
    const { wrapper, selection } = await open()
    await by(wrapper, 'goroutines-show-stuck').trigger('click')
    await settle()
    expect(by(wrapper, 'goroutines-stuck-total').text()).toBe('35 goroutines stand where they stood, in 3 dumps')
    const [row] = rowsOf(wrapper, 'goroutine-stuck')
    expect(
      row
        ?.findAll('[role="gridcell"]')
        .slice(0, 4)
        .map((cell) => cell.text()),
    ).toEqual(['35', '3', '03:51:00', 'chan send'])
    await row!.trigger('click')
    await settle()
    await wrapper.findAll('[data-testid="goroutine-id"]')[1]!.trigger('click')
    expect(selection.entity).toMatchObject({ kind: 'goroutine', id: '1002' })
  })

  it('gathers waiters by lock and names who may hold it, as likely and no more', async () => {
    const { wrapper, selection } = await open()
    await by(wrapper, 'goroutines-show-locks').trigger('click')
    await settle()
    const [row] = rowsOf(wrapper, 'goroutine-locks')
    expect(row?.findAll('[role="gridcell"]').map((cell) => cell.text())).toEqual([
      '13',
      'RWMutex',
      '2',
      '0xc000124000',
      expect.stringContaining('(*store).get'),
      'goroutine 31, likely',
    ])
    await row!.trigger('click')
    await settle()
    const holder = by(wrapper, 'goroutine-holder')
    expect(holder.text()).toContain('called with the lock’s address')
    await holder.get('button').trigger('click')
    expect(selection.entity).toMatchObject({ id: '31' })
  })

  it('shows only what one place started', async () => {
    const { wrapper, bridge } = await open()
    await by(wrapper, 'goroutines-show-sites').trigger('click')
    await settle()
    expect(rowsOf(wrapper, 'goroutine-sites').map((row) => row.text())).toEqual([
      expect.stringContaining('notify.(*Notifier).Send'),
      expect.stringContaining('not told'),
    ])
    await by(wrapper, 'goroutine-site-show').trigger('click')
    await settle()
    expect(asked(bridge, 'goroutines.groups').at(-1)?.filter.creator).toContain('Send')
    expect(by(wrapper, 'goroutines-creator').text()).toContain('notify.(*Notifier).Send')
  })

  it('shows a crash by its message and the goroutine that met it', async () => {
    const { wrapper, selection } = await open({
      before: ({ selection: store }) => (store.sourceId = sourceId(14)),
    })
    expect(by(wrapper, 'goroutines-crash').text()).toContain('fatal error: concurrent map writes')
    await by(wrapper, 'goroutines-culprit').trigger('click')
    expect(selection.entity).toMatchObject({ id: '7', sourceId: 14 })
  })

  it('claims neither states nor waits of a moment that only counts', async () => {
    const { wrapper } = await open({ before: ({ selection: store }) => (store.sourceId = sourceId(15)) })
    expect(wrapper.findAll('[data-testid="goroutines-status-chip"]')).toEqual([])
    expect(
      by(wrapper, 'goroutine-groups')
        .findAll('[role="columnheader"]')
        .map((head) => head.text()),
    ).toEqual(['Goroutines', '', 'Stands in'])
    await by(wrapper, 'goroutines-show-each').trigger('click')
    await settle()
    expect(wrapper.text()).toContain('This moment counts stacks')
    await by(wrapper, 'goroutines-show-stuck').trigger('click')
    await settle()
    expect(wrapper.text()).toContain('One dump shows nobody stuck')
  })

  it('names the command that takes a dump where there is none', async () => {
    const { wrapper } = await open({ case: { 'goroutines.snapshots': () => ({ snapshots: [], series: [] }) } })
    expect(by(wrapper, 'empty-state').text()).toContain('/debug/pprof/goroutine?debug=2')
  })

  it('speaks Chinese', async () => {
    const { wrapper } = await open({ language: 'zh-CN' })
    expect(by(wrapper, 'goroutines-shown').text()).toBe('413 个 goroutine，分为 2 组')
  })
})

describe('Goroutine inspector', () => {
  const inspect = (id: string, options: MountOptions = {}) =>
    mountView(GoroutineInspector, {
      ...options,
      case: answers,
      before: (stores) => {
        stores.selection.sourceId = sourceId(13)
        stores.selection.entity = { kind: 'goroutine', id }
        stores.selection.setState('dump', '1')
      },
    })

  it('says what a goroutine waits for, who started it, and where it stood before', async () => {
    const { wrapper, selection } = await inspect('1001')
    const text = by(wrapper, 'goroutine-detail').text()
    expect(text).toContain('channel, send')
    expect(text).toContain('0xc0000a6000?')
    expect(text).toContain('at least 7 min')
    const history = by(wrapper, 'goroutine-history')
    expect(history.findAll('.past button').map((button) => button.text())).toEqual(['03:52:00', '03:53:00'])
    await by(wrapper, 'goroutine-to-creator').trigger('click')
    expect(selection.entity).toMatchObject({ kind: 'goroutine', id: '91' })
  })

  it('follows the goroutine into another dump of its process', async () => {
    const { wrapper, selection } = await inspect('1001')
    await by(wrapper, 'goroutine-history').findAll('.past button')[0]!.trigger('click')
    await settle()
    expect([selection.sourceId, selection.entity?.id]).toEqual([snapshots[1]?.sourceId, '1001'])
  })

  it('says that a goroutine is not in the dump', async () => {
    const { wrapper } = await inspect('5')
    expect(by(wrapper, 'goroutine-not-here').text()).toBe('Goroutine 5 is not in this dump.')
  })
})
