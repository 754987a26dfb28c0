// Cells of JSON that another program has spoilt: whoever asks for them is told the table, the column and the row.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaseFile } from '../../../electron/engine/casefile/CaseFile.ts'
import { jsonCell } from '../../../electron/engine/casefile/jsonCell.ts'
import { quietContext } from '../../../electron/engine/jobs/context.ts'
import { importSources } from '../../../electron/engine/jobs/importSources.ts'
import { importable, previewSources } from '../../../electron/engine/jobs/previewSources.ts'
import { runAnalysis } from '../../../electron/engine/jobs/runAnalysis.ts'
import { toCallError } from '../../../shared/lib/result.ts'
import { fixturePath } from '../../support/corpus.ts'

const CAPTURES = resolve(import.meta.dirname, '../../captures/data')
const SOURCES = [
  join(CAPTURES, 'incident/heap-20261121T034356Z.pb.gz'),
  fixturePath('alloc', 'patched.log'),
  fixturePath('goroutine', 'go1.11.13-fatal.mapwrite.txt'),
  fixturePath('metrics', 'go1.26.10-plain.memstats.json'),
  fixturePath('osmemory', 'constructed-describe.txt'),
  fixturePath('osmemory', 'kernel6.18-cgroup-kill.dmesg'),
]

let folder = ''
let path = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heapcase-cells-'))
  path = join(folder, 'test.heapcase')
  const caseFile = CaseFile.create(path)
  const context = quietContext()
  const outcomes = await importSources(caseFile, importable(await previewSources(SOURCES, { caseFile, context })), {
    context,
  })
  expect(outcomes.filter(({ error }) => error)).toEqual([])
  await runAnalysis(caseFile, context)
  const [first] = caseFile.findings.list()
  if (!first) throw new Error('no finding')
  caseFile.findings.setVerdict(first.key, 'confirmed', 'seen')
  caseFile.checklists.add('memory')
  caseFile.thresholds.set({ seriesName: 'memstats.HeapAlloc', labels: {}, direction: 'above' }, { value: 1, note: '' })
  caseFile.annotations.create({
    anchor: { kind: 'range', range: { axis: { kind: 'wall' }, from: 1, to: 1 } },
    text: 'here',
    tags: ['a'],
    colour: 'neutral',
  })
  caseFile.close()
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Every cell of the column is `text` in a copy of the case; triggers that guard evidence are put back. */
function withCells<T>(table: string, column: string, text: string, body: (caseFile: CaseFile) => T): T {
  const copy = join(folder, 'copy.heapcase')
  copyFileSync(path, copy)
  const db = new Database(copy)
  const triggers = db
    .prepare<[string], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
    )
    .all(table)
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  expect(db.prepare(`UPDATE ${table} SET ${column} = ?`).run(text).changes, `rows of ${table}`).toBeGreaterThan(0)
  for (const { sql } of triggers) db.exec(sql)
  db.close()
  const caseFile = CaseFile.open(copy, { mode: 'readWrite' })
  try {
    return body(caseFile)
  } finally {
    caseFile.close()
  }
}

const firstSource = (caseFile: CaseFile, kind: string): never =>
  (caseFile.sources.list().find((source) => source.kind === kind)?.id ?? 0) as never

const CELLS: [table: string, column: string, ask: (caseFile: CaseFile) => unknown][] = [
  ['sources', 'counts_json', (file) => file.sources.list()],
  ['profiles', 'comments_json', (file) => file.profiles.list()],
  ['profiles', 'label_keys_json', (file) => file.profiles.list()],
  ['goroutine_dumps', 'crash_json', (file) => file.goroutines.dumps()],
  ['series', 'labels_json', (file) => file.series.canonical()],
  ['oom_events', 'stats_json', (file) => file.osMemory.oomEvents()],
  ['container_states', 'environment_json', (file) => file.osMemory.containers()],
  ['alloc_logs', 'texts_json', (file) => file.allocEvents.totals(firstSource(file, 'allocEvents'))],
  ['alloc_logs', 'alerts_json', (file) => file.allocEvents.totals(firstSource(file, 'allocEvents'))],
  ['findings', 'body_json', (file) => file.findings.list()],
  ['rule_outcomes', 'body_json', (file) => file.findings.outcomes()],
  ['report_settings', 'excluded_sections_json', (file) => file.report.get()],
  ['report_settings', 'excluded_findings_json', (file) => file.report.get()],
  ['checklists', 'marks_json', (file) => file.checklists.list()],
  ['series_thresholds', 'labels_json', (file) => file.thresholds.list()],
  ['annotations', 'tags_json', (file) => file.annotations.list()],
  ['edits', 'changes_json', (file) => file.edits.undo()],
  ['audit', 'detail_json', (file) => file.audit.list(0, 10)],
]

describe('cells of JSON in a case', () => {
  it.each(CELLS)('%s.%s that does not read names itself', (table, column, ask) => {
    for (const text of ['{"a":', '7', '']) {
      const error = withCells(table, column, text, (caseFile) => {
        try {
          return { code: `none thrown, got ${JSON.stringify(ask(caseFile)).slice(0, 80)}`, message: '', detail: {} }
        } catch (thrown) {
          return toCallError(thrown)
        }
      })
      expect(error.code, text).toBe('casefile/damaged')
      expect(error.detail).toMatchObject({ table, column })
      expect(error.detail?.['row'] ?? '').not.toBe('')
      expect(error.message).toContain(`${column} of row`)
    }
  })

  it('takes a list of anything but texts for no list of texts', () => {
    expect(jsonCell('["a"]', 'strings', 't', 'c', 1)).toEqual(['a'])
    expect(() => jsonCell('["a",1]', 'strings', 't', 'c', 1)).toThrow(/list of texts/)
    expect(() => jsonCell('[1]', 'object', 't', 'c', 1)).toThrow(/no object/)
  })
})
