import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAPTURES, jsonOf, runCli } from './cli.ts'

describe('heapcase query', () => {
  let folder = ''
  const ask = (sql: string, ...options: string[]) =>
    runCli(['query', 'shop.heapcase', sql, ...options, '--json'], folder)
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heapcase-cli-'))
    await runCli(['import', join(CAPTURES, 'baseline'), '-o', 'shop.heapcase', '--no-analyze'], folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('answers reads, bound and cut to the rows asked for', async () => {
    const answer = jsonOf(
      await ask(
        'SELECT number FROM gc_cycle_list WHERE number > :n ORDER BY number',
        '--param',
        'n=10',
        '--limit',
        '3',
      ),
    )
    expect(answer).toEqual({ columns: ['number'], rows: [[11], [12], [13]], isCut: true, partial: [] })
    expect(jsonOf(await ask("SELECT 9007199254740993 AS big, x'0102' AS bytes, NULL AS empty"))).toMatchObject({
      rows: [['9007199254740993', '<2 bytes>', null]],
    })
  })

  it('lists views, shows how one is made, writes CSV a spreadsheet can not run', async () => {
    const views = await runCli(['query', 'shop.heapcase'], folder)
    expect(views.stdout).toContain('trace_ranking')
    const schema = await runCli(['query', 'shop.heapcase', '--schema', 'trace_ranking'], folder)
    expect(schema.stdout).toContain('CREATE VIEW trace_ranking')
    const csv = await runCli(['query', 'shop.heapcase', `SELECT 1 AS a, '=1+1' AS b, 'x,"y"' AS c`, '--csv'], folder)
    expect(csv.stdout).toBe(`a,b,c\n1,'=1+1,"x,""y"""\n`)
  })

  it('makes functions, lines and stacks of profiles, which agree with each other', async () => {
    const heap = "('baseline/heap-20261121T033825Z.pb.gz') WHERE sample_type = 'inuse_space'"
    const rows = async (sql: string): Promise<unknown> => jsonOf(await ask(sql)).rows
    const total = await rows(`SELECT unit, sum(value) FROM profile_all_stacks${heap}`)
    expect(total).toEqual([['bytes', expect.toSatisfy((value: number) => value > 1e6)]])
    for (const table of ['functions', 'lines'])
      expect(await rows(`SELECT unit, sum(flat) FROM profile_all_${table}${heap}`), table).toEqual(total)
    const put = `AND function LIKE '%(*Store).Put'`
    expect(await rows(`SELECT flat FROM profile_all_functions${heap} ${put}`)).toEqual(
      await rows(`SELECT sum(flat) FROM profile_all_lines${heap} ${put}`),
    )
    expect(await rows(`SELECT cum FROM profile_all_functions${heap} ${put}`)).toEqual(
      await rows(`SELECT sum(value) FROM profile_all_stacks${heap} AND stack LIKE '%(*Store).Put%'`),
    )
    // Every profile of the case, each under its own name, with all sample types.
    expect(await rows('SELECT count(DISTINCT source) FROM profile_all_functions')).toEqual(
      await rows('SELECT count(*) FROM profiles'),
    )
    expect(await rows("SELECT DISTINCT sample_type FROM profile_all_functions WHERE source LIKE '%/cpu-%'")).toEqual([
      ['samples'],
      ['cpu'],
    ])
    const tables = await runCli(['query', 'shop.heapcase'], folder)
    expect(tables.stdout).toContain('profile_all_stacks')
    const columns = await runCli(['query', 'shop.heapcase', '--schema', 'profile_all_lines', '--json'], folder)
    expect(jsonOf(columns).rows).toEqual(
      ['source', 'sample_type', 'unit', 'function', 'file', 'line', 'flat', 'cum'].map((name) => [name]),
    )
  })

  it('does nothing but read', async () => {
    const before = readFileSync(join(folder, 'shop.heapcase'))
    for (const sql of [
      'DELETE FROM sources',
      'PRAGMA user_version = 9',
      "ATTACH 'other.db' AS other",
      "VACUUM INTO 'copy.db'",
      'WITH x AS (SELECT 1) DELETE FROM sources',
      'SELECT 1; DELETE FROM sources',
      'SELECT nothing FROM nowhere',
      '',
    ]) {
      const run = await ask(sql)
      expect([run.code, jsonOf(run)], sql).toEqual([
        1,
        { error: expect.objectContaining({ code: 'casefile/query' }) as object },
      ])
    }
    expect(readFileSync(join(folder, 'shop.heapcase')).equals(before)).toBe(true)
  })

  it('gives up on what takes too long', async () => {
    const endless = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c'
    expect(jsonOf(await ask(endless, '--seconds', '1'))).toMatchObject({ error: { code: 'query/too-long' } })
  })

  it('says what a case is not', async () => {
    const run = await runCli(['query', 'absent.heapcase', 'SELECT 1', '--json'], folder)
    expect([run.code, jsonOf(run)]).toEqual([
      3,
      { error: expect.objectContaining({ code: 'casefile/missing' }) as object },
    ])
  })
})
