import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseFile } from '../../../../electron/engine/casefile/CaseFile.ts'
import { countedNames } from '../../../../electron/engine/jobs/trace/goroutineMarks.ts'
import { stageTable } from '../../../../electron/engine/jobs/trace/stageRows.ts'
import { traceListing, tracePage, traceTable } from '../../../../electron/engine/jobs/trace/tables.ts'
import { taskDetail } from '../../../../electron/engine/jobs/trace/taskDetail.ts'
import { listTaskTree, taskTops, taskTreePage } from '../../../../electron/engine/jobs/trace/taskTree.ts'
import type { OpenTasks } from '../../../../electron/engine/jobs/trace/taskTree.ts'
import type { TraceView } from '../../../../electron/engine/jobs/trace/TraceView.ts'
import { TRACE_FIELDS } from '../../../../shared/contract/traceTables.ts'
import { importedTraces } from '../../../support/importedTrace.ts'
import { PlayedTrace } from '../../../support/playedTrace.ts'

const MS = 1e6

/** Two checkouts with a payment each, the first with two validations, and a task whose parent the trace does not have. */
function shop(): PlayedTrace {
  const play = new PlayedTrace(2)
  play.task(1, 10 * MS, 30 * MS, 1, 'checkout').task(1, 15 * MS, 25 * MS, 2, 'pay', 1)
  play.region(1, 11 * MS, 12 * MS, 1, 'validate', 'main.validate')
  play.region(1, 12.5 * MS, 14.5 * MS, 1, 'validate', 'main.validate')
  play.region(1, 16 * MS, 22 * MS, 2, 'charge', 'main.charge')
  play.task(2, 40 * MS, 50 * MS, 3, 'checkout').task(2, 41 * MS, null, 4, 'pay', 3)
  play.task(2, 60 * MS, 61 * MS, 5, 'cleanup', 99)
  play.log(1, 17 * MS, 2, 'card', 'accepted')
  return play.tell(1, 80 * MS, 'HeapAlloc 4096')
}

describe('tasks of a trace as a tree', () => {
  let caseFile: CaseFile
  let view: TraceView
  beforeAll(async () => {
    const { caseFile: made, views } = await importedTraces(shop().file())
    caseFile = made
    view = views[0] as TraceView
  })
  afterAll(() => caseFile.close())
  const slot = (id: string): number => view.slotOfTask(id)
  const tree = (opened: Partial<OpenTasks> = {}, filter = '', offset = 0, limit = 100) => {
    const sort = [{ column: 'lengthNs', descending: true }]
    const listing = listTaskTree(view, taskTops(view, { sort, filter }), { open: [], whole: [], closed: [], ...opened })
    return taskTreePage(view, listing, { offset, limit })
  }
  const shown = (opened?: Partial<OpenTasks>, filter?: string, offset?: number, limit?: number): string[] =>
    tree(opened, filter, offset, limit).rows.map(
      ({ depth, kind, name, id, count, lengthNs }) =>
        `${'  '.repeat(depth)}${kind} ${id}${name} ×${count} ${lengthNs === null ? 'open' : lengthNs / MS}`,
    )

  it('begins with those below none, the longest first', () => {
    expect(shown()).toEqual(['task 1checkout ×1 20', 'task 3checkout ×1 10', 'task 5cleanup ×1 1'])
    expect(tree()).toMatchObject({ total: 3, all: 5, longestNs: 20 * MS, isCut: false })
    expect(tree().rows.map(({ children, regions, isOpen }) => [children, regions, isOpen])).toEqual([
      [1, 2, false],
      [1, 0, false],
      [0, 0, false],
    ])
  })

  it('opens to tasks and stages in the order of time, and what is in none of them', () => {
    expect(shown({ open: [slot('1')] })).toEqual([
      'task 1checkout ×1 20',
      '  stage validate ×2 3',
      '  task 2pay ×1 10',
      '  rest  ×1 7',
      'task 3checkout ×1 10',
      'task 5cleanup ×1 1',
    ])
    const all = shown({ whole: [slot('1'), slot('3')] })
    expect(all).toContain('    stage charge ×1 6')
    expect(all).toContain('    rest  ×1 4')
    expect(all).toContain('  task 4pay ×1 open')
    expect(shown({ whole: [slot('1')], closed: [slot('2')] })).not.toContain('    stage charge ×1 6')
    const [, stage, pay] = tree({ open: [slot('1')] }).rows
    expect([stage?.share, pay?.share]).toEqual([0.15, 0.5])
  })

  it('gives the same rows whatever pages they are asked for in', () => {
    const opened = { whole: [slot('1'), slot('3')] }
    const whole = shown(opened)
    for (let limit = 1; limit <= whole.length; limit++) {
      const pages: string[] = []
      for (let offset = 0; offset < whole.length; offset += limit) pages.push(...shown(opened, '', offset, limit))
      expect(pages).toEqual(whole)
    }
  })

  it('shows tasks that pass a filter below none that does', () => {
    expect(shown({}, 'name=pay')).toEqual(['task 2pay ×1 10', 'task 4pay ×1 open'])
    expect(shown({}, 'name=checkout,pay')).toEqual(['task 1checkout ×1 20', 'task 3checkout ×1 10'])
  })

  it('comes to stages over all tasks of a name, each with its latency', () => {
    const stages = traceTable(view, 'stages')
    const rows = Array.from({ length: stages.length }, (_, row) => stages.row(row))
    expect(
      rows.map(({ path, kind, count, totalNs, p50Ns, perTask, share, openCount, afterNs }) => [
        path,
        kind,
        count,
        totalNs / MS,
        (p50Ns ?? 0) / MS,
        perTask,
        share,
        openCount,
        afterNs && afterNs / MS,
      ]),
    ).toEqual([
      ['checkout', 'task', 2, 30, 10, null, null, 0, null],
      ['checkout › validate', 'region', 2, 3, 1, 1, 0.1, 0, 1.75],
      ['checkout › pay', 'task', 1, 10, 10, 1, 1 / 3, 1, 3],
      ['checkout › pay › charge', 'region', 1, 6, 6, 0.5, 0.6, 0, 1],
      ['cleanup', 'task', 1, 1, 1, null, null, 0, null],
    ])
  })

  it('tells one task with its parent, its logs and who took part', () => {
    expect(taskDetail(view, slot('2'))).toMatchObject({
      row: { id: '2', parentId: '1', goroutineId: '1' },
      parent: { name: 'checkout' },
      childCount: 0,
      uncoveredNs: 4 * MS,
      logs: [{ category: 'card', message: 'accepted', taskId: '2', goroutineId: '1' }],
      logCount: 1,
      goroutines: [{ id: '1' }],
    })
    expect(taskDetail(view, 99_999)).toBeNull()
    expect(view.slotOfTask('77')).toBe(0)
  })

  it('is whole however many there are, and SQL says where it is not', async () => {
    const play = new PlayedTrace(1)
    for (let id = 1; id <= 10_050; id++) play.task(1, id * 100, id * 100 + 50, id, 'job')
    const { caseFile: many, views } = await importedTraces(play.file('many.trace'))
    const of = views[0] as TraceView
    const sort = [{ column: 'beginNs', descending: true }]
    expect(taskTops(of, { sort, filter: '' }).length).toBe(10_050)
    expect(traceTable(of, 'tasks').length).toBe(10_050)
    expect(traceTable(of, 'stages').row(0)).toMatchObject({ name: 'job', count: 10_050 })
    expect(many.query('SELECT name FROM trace_task_list', { limit: 1 }).partial).toEqual([
      { table: 'trace_tasks', source: 'many.trace', rows: 10_000, all: 10_050 },
    ])
    expect(many.query('SELECT source FROM trace_ranking', { limit: 1 }).partial).toEqual([])
    many.close()
  })

  it('may be nested as deep as a program likes', async () => {
    const play = new PlayedTrace(1)
    const depth = 3000
    for (let id = 1; id <= depth; id++) play.task(1, id * 100, 1e6 + (depth - id) * 100, id, 'visit', id - 1)
    const { caseFile: deep, views } = await importedTraces(play.file())
    const of = views[0] as TraceView
    const tops = taskTops(of, { sort: [], filter: '' })
    expect(tops.length).toBe(1)
    const whole = { open: [], whole: [of.slotOfTask('1')], closed: [] }
    // Each but the last has a row for what is in none below.
    const all = 2 * depth - 1
    const listing = listTaskTree(of, tops, whole)
    expect([listing.total, listing.isCut, listing.leftOut]).toEqual([all, false, 0])
    expect(taskTreePage(of, listing, { offset: depth - 1, limit: 1 }).rows[0]).toMatchObject({
      id: String(depth),
      depth: depth - 1,
    })
    for (const levels of [1, 7, depth * 2])
      expect(listTaskTree(of, tops, { open: [], whole: [], closed: [], levels }).total).toBe(
        Math.min(1 + 2 * levels, all),
      )
    const closed = { ...whole, closed: [of.slotOfTask('1500')] }
    expect(listTaskTree(of, tops, closed).total).toBe(1500 + 1499)
    expect(traceTable(of, 'stages').length).toBe(65)
    expect(traceTable(of, 'stages').leftOut).toEqual([{ why: 'depth', limit: 64, tasks: depth - 65, regions: 0 }])
    deep.close()
  })

  it('says what is in no stage, as it is too deep or of too many names', async () => {
    const play = new PlayedTrace(1)
    for (let id = 1; id <= 70; id++)
      play
        .task(1, id * 100, 1e6 + (70 - id) * 100, id, 'visit', id - 1)
        .region(1, id * 100 + 10, id * 100 + 20, id, 'look')
    for (let id = 101; id <= 110; id++)
      play
        .task(1, 2e6 + id * 100, 2e6 + id * 100 + 50, id, `request ${id}`)
        .region(1, 2e6 + id * 100 + 1, 2e6 + id * 100 + 2, id, 'look')
    const { caseFile: made, views } = await importedTraces(play.file())
    const of = views[0] as TraceView
    const { length, leftOut } = stageTable(of)
    // Levels 0 to 64 of the one, with a region in each but the last; ten of the others.
    expect([length, leftOut]).toEqual([65 + 64 + 20, [{ why: 'depth', limit: 64, tasks: 5, regions: 6 }]])
    expect(traceTable(of, 'taskKinds').leftOut).toBeUndefined()
    const few = stageTable(of, { depth: 2, paths: 14 })
    expect(few.length).toBe(14)
    expect(few.leftOut?.map(({ why, limit }) => [why, limit])).toEqual([
      ['depth', 2],
      ['paths', 14],
    ])
    const counts = few.leftOut ?? []
    const inRows = (kind: string): number =>
      Array.from({ length: few.length }, (_, row) => few.row(row))
        .filter((row) => row.kind === kind)
        .reduce((sum, row) => sum + row.count, 0)
    // Nothing is lost: what is in no row is counted.
    expect(inRows('task') + counts.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(80)
    expect(inRows('region') + counts.reduce((sum, { regions }) => sum + regions, 0)).toBe(80)
    expect(
      tracePage(few, traceListing(few, TRACE_FIELDS.stages, { sort: [], filter: '' }), { offset: 0, limit: 1 }),
    ).toMatchObject({
      total: 14,
      leftOut: few.leftOut,
    })
    expect(stageTable(views[0] as TraceView, { depth: 1000, paths: 1000 })).not.toHaveProperty('leftOut')
    made.close()
  })

  it('says how many tasks are open and not listed', async () => {
    const play = new PlayedTrace(1)
    play.task(1, 10, 1e6, 1, 'all')
    for (let id = 2; id <= 101; id++) play.task(1, id * 100, id * 100 + 50, id, 'job', 1)
    for (let id = 102; id <= 111; id++) play.task(1, 1e5 + id * 100, 1e5 + id * 100 + 50, id, 'more', 100)
    const { caseFile: made, views } = await importedTraces(play.file())
    const of = views[0] as TraceView
    const tops = taskTops(of, { sort: [], filter: '' })
    const whole = { open: [], whole: [of.slotOfTask('1')], closed: [] }
    const cut = (most: number): unknown => {
      const { total, isCut, leftOut } = listTaskTree(of, tops, whole, most)
      const page = taskTreePage(of, listTaskTree(of, tops, whole, most), { offset: 0, limit: 1 })
      expect([page.isCut, page.leftOut]).toEqual([isCut, leftOut])
      return [total - 1, isCut, leftOut]
    }
    // 110 tasks below the first, and a row for what is in none of them below each of two.
    expect(cut(1000)).toEqual([112, false, 0])
    expect(cut(112)).toEqual([112, false, 0])
    expect(cut(111)).toEqual([111, true, 0])
    expect(cut(50)).toEqual([50, true, 60])
    made.close()
  })

  it('finds those below none that passes without going up for each of them anew', async () => {
    const play = new PlayedTrace(1)
    // 4000 below one another, and as many leaves at their end: going up from each leaf would be 16 million steps.
    const depth = 4000
    for (let id = 1; id <= depth; id++) play.task(1, id * 100, 9e6 - id * 100, id, 'visit', id - 1)
    for (let id = depth + 1; id <= 2 * depth; id++) play.task(1, 1e6 + id * 100, 1e6 + id * 100 + 50, id, 'leaf', depth)
    const { caseFile: made, views } = await importedTraces(play.file())
    const of = views[0] as TraceView
    expect(taskTops(of, { sort: [], filter: 'name=leaf' }).length).toBe(depth)
    expect(taskTops(of, { sort: [], filter: 'name=leaf,visit' }).length).toBe(1)
    expect(taskTops(of, { sort: [], filter: 'id=2,4000,4001' }).length).toBe(1)
    made.close()
  })

  it('names goroutines by the runtime’s ids beside their slots', () => {
    const tasks = traceTable(view, 'tasks')
    const ids = Array.from({ length: tasks.length }, (_, row) => tasks.row(row)).map(({ id, goroutineId }) => [
      id,
      goroutineId,
    ])
    expect(ids.sort()).toEqual([
      ['1', '1'],
      ['2', '1'],
      ['3', '2'],
      ['4', '2'],
      ['5', '2'],
    ])
    const goroutines = traceTable(view, 'goroutines')
    const names = Array.from({ length: goroutines.length }, (_, row) => goroutines.row(row).tasks)
    expect(names.sort()).toEqual(['checkout, cleanup, pay', 'checkout, pay'])
  })
})

it('tasks are named with the goroutines that took part in them, several of one name once', async () => {
  const play = new PlayedTrace(2)
  for (let task = 1; task <= 3; task++) play.task(1, task * 10 * MS, (task * 10 + 5) * MS, task, 'request')
  play.task(1, 60 * MS, 70 * MS, 4, 'pay').log(2, 65 * MS, 4, 'card', 'accepted')
  const { caseFile, views } = await importedTraces(play.tell(1, 80 * MS, 'HeapAlloc 4096').file())
  const goroutines = traceTable(views[0] as TraceView, 'goroutines')
  const named = Array.from({ length: goroutines.length }, (_, row) => goroutines.row(row)).map(({ id, tasks }) => [
    id,
    tasks,
  ])
  caseFile.close()
  expect(Object.fromEntries(named)).toMatchObject({ 1: 'request ×3, pay', 2: 'pay' })
  expect(countedNames(['basket', 'basket', 'checkout']).join(', ')).toBe('basket ×2, checkout')
})
