import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TRACE_TABLE_NAMES } from '../../shared/contract/traceTables.ts'
import { corpusPath, hasCorpus } from '../support/corpus.ts'
import { PlayedTrace } from '../support/playedTrace.ts'
import { jsonOf, runCli } from './cli.ts'

interface Page {
  rows: Record<string, unknown>[]
  total: number
  all: number
}

describe.skipIf(!hasCorpus)('heapcase trace', () => {
  let folder = ''
  const orders = corpusPath('exectrace/go1.26.10-orders.trace')
  const http = corpusPath('exectrace/go1.26.10-http.trace')
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heapcase-cli-'))
    await runCli(['import', orders, http, '-o', 'two.heapcase', '--no-analyze'], folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('tells of a file what it is, and leaves nothing behind', async () => {
    const run = await runCli(['trace', orders, '--json'], folder)
    expect(run.code).toBe(0)
    expect(jsonOf(run)).toMatchObject({ figures: { gcCycles: 15, pauses: 30 }, quality: { generations: 1 } })
    expect(readdirSync(folder)).toEqual(['two.heapcase'])
    const plain = await runCli(['trace', orders], folder)
    expect(plain.stdout).toContain('time of the procs')
  })

  it('ranks the traces of a case, and asks for one by name', async () => {
    const ranked = await runCli(['trace', 'two.heapcase', '--sort', 'longestpause', '--json'], folder)
    expect(jsonOf<Page>(ranked).rows.map(({ name }) => name)).toHaveLength(2)
    const printed = await runCli(['trace', 'two.heapcase'], folder)
    expect([printed.code, printed.stdout.trim().split('\n').length]).toEqual([0, 3])
    const unclear = await runCli(['trace', 'two.heapcase', 'pauses'], folder)
    expect(unclear.code).toBe(2)
    expect(unclear.stderr).toContain('--trace')
    const named = await runCli(
      ['trace', 'two.heapcase', 'pauses', '--trace', 'go1.26.10-orders.trace', '--json'],
      folder,
    )
    expect(jsonOf<Page>(named).total).toBe(30)
  })

  it('filters and sorts by the names of columns', async () => {
    const args = [
      'trace',
      orders,
      'blocking',
      '--filter',
      'reason="chan receive" count>1',
      '--sort',
      '+max',
      '--limit',
      '2',
    ]
    const { rows, total, all } = jsonOf<Page>(await runCli([...args, '--json'], folder))
    expect([rows.length, total < all]).toEqual([2, true])
    expect(rows[0]?.['maxNs']).toBeLessThanOrEqual(Number(rows[1]?.['maxNs']))
    const printed = await runCli(args, folder)
    expect(printed.stdout.split('\n')[0]).toMatch(/^reason +count +total/)
  })

  it('says where a filter cannot be read and what would be right', async () => {
    const wrong = async (filter: string): Promise<string> =>
      (await runCli(['trace', orders, 'goroutines', '--filter', filter], folder)).stderr
    expect(await wrong('system>1')).toContain('cannot be read at character 1: "system": it cannot be compared this way')
    expect(await wrong('runs>3 running>10')).toMatch(/at character 16: "10": a unit is missing; possible: .*ms/)
    expect(await wrong('name:"main')).toContain('at character 6: the closing quote is missing.')
  })

  it('refuses options that would change nothing of the answer', async () => {
    const table = await runCli(['trace', orders, 'waits', '--from', '1ms', '--to', '2ms'], folder)
    expect([table.code, table.stderr]).toEqual([2, expect.stringContaining('"waits" takes no --from, only intervals')])
    const one = await runCli(['trace', orders, 'goroutine', '1', '--filter', 'runs>1'], folder)
    expect([one.code, one.stderr]).toEqual([2, expect.stringContaining('"goroutine" takes no --filter; tables do')])
  })

  it('prints tasks as a tree with their stages, names one by its id, and says which SQL tables are cut', async () => {
    const printed = await runCli(['trace', orders, 'tree', '--filter', 'name=handleRequest', '--limit', '1'], folder)
    expect(printed.stdout).toMatch(/\d+ handleRequest .*\n {2}· \w+/)
    const { rows, tops } = jsonOf<{ rows: { kind: string; id: string }[]; tops: number }>(
      await runCli(['trace', orders, 'tree', '--limit', '1', '--json'], folder),
    )
    expect([rows[0]?.kind, rows[1]?.kind, tops]).toEqual(['task', 'stage', 1301])
    const one = jsonOf<{ row: { id: string } }>(
      await runCli(['trace', orders, 'task', rows[0]?.id ?? '', '--json'], folder),
    )
    expect(one.row.id).toBe(rows[0]?.id)
    expect((await runCli(['trace', orders, 'task', '99999999'], folder)).code).not.toBe(0)
    const stages = jsonOf<Page>(await runCli(['trace', orders, 'stages', '--json'], folder))
    expect(stages.rows[0]).toMatchObject({ path: 'handleRequest', kind: 'task', count: 1301 })
    const sql = jsonOf<{ partial: object[] }>(
      await runCli(['query', 'two.heapcase', 'SELECT count(*) FROM trace_tasks', '--json'], folder),
    )
    expect(sql.partial).toEqual([])
  })

  it('has every table of its traces in SQL, with all rows, of all traces or of one', async () => {
    const ask = async (sql: string): Promise<unknown[][]> =>
      jsonOf<{ rows: unknown[][] }>(await runCli(['query', 'two.heapcase', sql, '--json'], folder)).rows
    expect(await ask("SELECT count(*), sum(end_ns IS NULL) FROM trace_all_tasks('go1.26.10-orders.trace')")).toEqual([
      [1301, 0],
    ])
    expect(await ask('SELECT source, count(*) FROM trace_all_goroutines GROUP BY source ORDER BY source')).toEqual([
      ['go1.26.10-http.trace', expect.any(Number)],
      ['go1.26.10-orders.trace', 12],
    ])
    expect(
      await ask("SELECT is_system FROM trace_all_groups('go1.26.10-orders.trace') WHERE name = 'main.main'"),
    ).toEqual([[0]])
    expect(await ask("SELECT count(*) FROM trace_all_waits WHERE trace = 'nothing'")).toEqual([[0]])
    // Rows of the case file tell slots; the ids that belong to them are beside these.
    const [slot, id, goroutine, owner] =
      (
        await ask(
          `SELECT l.task, a.id, l.goroutine, g.id FROM trace_task_list l
          JOIN trace_all_tasks a ON a.source = l.source AND a.task = l.task
          JOIN trace_all_goroutines g ON g.source = l.source AND g.goroutine = l.goroutine
          WHERE l.source = 'go1.26.10-orders.trace' AND a.goroutine_id = g.id ORDER BY l.task DESC LIMIT 1`,
        )
      )[0] ?? []
    expect([typeof slot, typeof goroutine]).toEqual(['number', 'number'])
    const named = await runCli(
      ['trace', 'two.heapcase', 'task', String(id), '--trace', 'go1.26.10-orders.trace', '--json'],
      folder,
    )
    expect(jsonOf<{ row: object }>(named).row).toMatchObject({ id, task: slot, goroutineId: owner, goroutine })
    const listed = await runCli(['query', 'two.heapcase'], folder)
    expect(listed.stdout.match(/trace_all_\w+/g)).toHaveLength(TRACE_TABLE_NAMES.length)
    const schema = await runCli(['query', 'two.heapcase', '--schema', 'trace_all_stages'], folder)
    expect(schema.stdout.trim().split('\n')).toEqual([
      'column',
      'source',
      ...Array.from({ length: 18 }, () => expect.any(String) as string),
    ])
  })

  it('says what it does not know', async () => {
    for (const args of [
      ['trace', orders, 'what'],
      ['trace', orders, 'waits', '--sort', 'nothing'],
      ['trace', orders, 'waits', '--limit', 'x'],
      ['trace', orders, 'intervals', '1', '--limit', 'x'],
      ['trace', orders, 'intervals', '1', '--offset', '-1'],
      ['trace'],
    ])
      expect((await runCli(args, folder)).code).toBe(2)
    expect((await runCli(['trace', orders, 'waits', '--filter', 'nothing>1', '--json'], folder)).code).toBe(1)
    const absent = await runCli(['trace', join(folder, 'absent.trace'), '--json'], folder)
    expect(jsonOf(absent)).toMatchObject({ error: { code: 'import/unreadable' } })
    expect(existsSync(join(folder, 'absent.trace'))).toBe(false)
  })
})

describe('heapcase trace of tasks nested deeper than stages tell of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-cli-'))
  const play = new PlayedTrace(1)
  for (let id = 1; id <= 100; id++)
    play
      .task(1, id * 100, 1e6 + (100 - id) * 100, id, 'visit', id - 1)
      .region(1, id * 100 + 10, id * 100 + 20, id, 'look')
  const deep = play.file('deep.trace')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('says how many tasks and regions are in no row', async () => {
    const printed = await runCli(['trace', deep, 'stages'], folder)
    expect(printed.code).toBe(0)
    const said = 'in no row: 35 tasks and 36 regions nested deeper than 64 levels'
    expect(`${printed.stdout}${printed.stderr}`).toContain(said)
    const answer = jsonOf<Page & { leftOut: unknown }>(await runCli(['trace', deep, 'stages', '--json'], folder))
    expect(answer.leftOut).toEqual([{ why: 'depth', limit: 64, tasks: 35, regions: 36 }])
    const regions = await runCli(['trace', deep, 'regions'], folder)
    expect(`${regions.stdout}${regions.stderr}`).not.toContain('in no row')
  })

  it('shows a tree of any depth', async () => {
    const all = jsonOf<{ rows: { kind: string }[]; isCut: boolean; leftOut: number }>(
      await runCli(['trace', deep, 'tree', '--depth', '500', '--json'], folder),
    )
    expect([all.rows.filter(({ kind }) => kind === 'task').length, all.isCut, all.leftOut]).toEqual([100, false, 0])
    const printed = await runCli(['trace', deep, 'tree', '--depth', '500'], folder)
    expect(printed.stdout).toMatch(/\[99\] 100 visit/)
    expect(printed.stdout).toMatch(/\n {4}3 visit/)
    expect((await runCli(['trace', deep, 'tree'], folder)).stdout).not.toContain('3 visit')
  })
})
