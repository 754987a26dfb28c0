// Undo and redo of judgement, kept in the file. Every edit of a judgement table goes through `change`, which stores the rows
// before and after it; undo puts the rows before back, redo those after. As nothing else writes these tables, the rows always
// fit. Edits that follow quickly under one fold key (typing in the report) are one entry, here and in the audit table.
import { createHash } from 'node:crypto'
import { localText } from '../../../shared/lib/localText.ts'
import type { LocalText } from '../../../shared/lib/localText.ts'
import type { AppendAudit } from './auditRepository.ts'
import type { Connection } from './connection.ts'
import type { EditSubject, Edits } from './types.ts'
import { jsonCell } from './jsonCell.ts'

const FOLD_MS = 60_000
/** Older edits can no longer be taken back; what they did stays, as do their audit entries. */
const KEPT_EDITS = 500

type Cell = string | number | null
type Row = Record<string, Cell>

interface RowChange {
  table: JudgementTable
  key: Row
  before: Row | null
  after: Row | null
}

interface EditRow {
  id: number
  subject: EditSubject
  whatEn: string
  whatZh: string
  author: string
  atMs: number
  foldKey: string | null
  changes: string
  auditAction: string | null
}

/** Tables whose rows people write, with the columns that name a row. */
const JUDGEMENT_TABLES = {
  verdicts: ['finding_key'],
  rule_limits: ['rule_id', 'name'],
  life_pins: ['source_sha256', 'life_ordinal'],
  annotations: ['id'],
  report_settings: ['id'],
  checklists: ['template'],
  series_thresholds: ['series_name', 'labels_json', 'direction'],
} as const
export type JudgementTable = keyof typeof JUDGEMENT_TABLES

export interface EditDescription {
  subject: EditSubject
  /** What undo would take back: "Confirm F-001". */
  what: LocalText
  /** Audit entry; with a fold key it is written when the series of edits ends. */
  action: string
  detail?: Record<string, unknown>
  foldKey?: string
}

export interface EditJournal {
  /**
   * Runs `body`, which changes the rows named by `keys` and no others, and makes it one edit. Nothing is kept when they stay
   * the same.
   */
  change: (edit: EditDescription, table: JudgementTable, keys: Row | readonly Row[], body: () => void) => void
  /** Writes the audit entries of folded edits. */
  flushAudit: () => void
  edits: Edits
}

const COLUMNS = `id, subject, what_en AS whatEn, what_zh AS whatZh, author, at_ms AS atMs, fold_key AS foldKey,
  changes_json AS changes, audit_action AS auditAction`

/** `appendRaw` must not flush this journal again. */
export function editJournal(
  { db, at, afterCommit, write, isReadOnly }: Connection,
  author: () => string,
  appendRaw: AppendAudit,
): EditJournal {
  const lastDone = db.prepare<[], EditRow>(`SELECT ${COLUMNS} FROM edits WHERE is_undone = 0 ORDER BY id DESC LIMIT 1`)
  const firstUndone = db.prepare<[], EditRow>(`SELECT ${COLUMNS} FROM edits WHERE is_undone = 1 ORDER BY id LIMIT 1`)
  const pending = db.prepare<[], EditRow>(`SELECT ${COLUMNS} FROM edits WHERE audit_action IS NOT NULL ORDER BY id`)
  const audited = db.prepare('UPDATE edits SET audit_action = NULL WHERE id = ?')
  const insert = db.prepare(`
    INSERT INTO edits (subject, what_en, what_zh, author, at_ms, fold_key, changes_json, audit_action, is_undone)
    VALUES (@subject, @whatEn, @whatZh, @author, @atMs, @foldKey, @changes, @auditAction, 0)`)
  const refold = db.prepare('UPDATE edits SET at_ms = @atMs, changes_json = @changes WHERE id = @id')
  const setUndone = db.prepare('UPDATE edits SET is_undone = ? WHERE id = ?')
  const forgetUndone = db.prepare('DELETE FROM edits WHERE is_undone = 1')
  const forgetOld = db.prepare('DELETE FROM edits WHERE id <= (SELECT max(id) FROM edits) - ?')
  const outdate = db.prepare('UPDATE analysis_state SET is_out_of_date = 1 WHERE id = 1')
  const rows = judgementRows(db)
  let touched: EditSubject | null = null

  const flushAudit = (): void => {
    for (const edit of pending.all()) {
      appendRaw(edit.auditAction ?? '', foldedDetail(edit), edit.author, edit.atMs)
      audited.run(edit.id)
    }
  }

  const store = (edit: EditDescription, changes: readonly RowChange[]): void => {
    const atMs = Date.now()
    const by = author()
    const last = edit.foldKey === undefined || firstUndone.get() ? undefined : lastDone.get()
    const folds =
      last?.foldKey === edit.foldKey && last?.author === by && last.auditAction !== null && atMs - last.atMs < FOLD_MS
    forgetUndone.run()
    if (last && folds) {
      const first = changesOf(last)
      const folded = changes.map((change, index) => ({ ...change, before: first[index]?.before ?? null }))
      refold.run({ id: last.id, atMs, changes: JSON.stringify(folded) })
      return
    }
    flushAudit()
    insert.run({
      subject: edit.subject,
      whatEn: edit.what.en,
      whatZh: edit.what['zh-CN'],
      author: by,
      atMs,
      foldKey: edit.foldKey ?? null,
      changes: JSON.stringify(changes),
      auditAction: edit.foldKey === undefined ? null : edit.action,
    })
    if (edit.foldKey === undefined) appendRaw(edit.action, edit.detail ?? {}, by, atMs)
    forgetOld.run(KEPT_EDITS)
  }

  const change: EditJournal['change'] = (edit, table, keys, body) => {
    at('edit/before')
    write(() => {
      const before = [keys].flat().map((key) => ({ table, key, before: rows.read(table, key) }))
      body()
      const changes = before
        .map((row) => ({ ...row, after: rows.read(table, row.key) }))
        .filter((row) => JSON.stringify(row.before) !== JSON.stringify(row.after))
      if (changes.length === 0) return
      store(edit, changes)
      if (edit.subject === 'lives' || edit.subject === 'limits') outdate.run()
      at('edit/in')
    })
    afterCommit('edit/after')
  }

  const state: Edits['state'] = () => {
    const text = (edit: EditRow | undefined): LocalText | null => (edit ? localText(edit.whatEn, edit.whatZh) : null)
    return { undo: text(lastDone.get()), redo: text(firstUndone.get()) }
  }

  const move = (direction: 'undo' | 'redo'): ReturnType<Edits['state']> => {
    at('edit/before')
    write(() => {
      flushAudit()
      const edit = direction === 'undo' ? lastDone.get() : firstUndone.get()
      if (!edit) return
      for (const { table, key, before, after } of changesOf(edit))
        rows.replace(table, key, direction === 'undo' ? before : after)
      setUndone.run(direction === 'undo' ? 1 : 0, edit.id)
      if (edit.subject === 'lives' || edit.subject === 'limits') outdate.run()
      appendRaw(`edit.${direction}`, { edit: edit.id, what: edit.whatEn })
      touched = edit.subject
      at('edit/in')
    })
    afterCommit('edit/after')
    return state()
  }

  if (!isReadOnly && pending.get()) write(flushAudit) // a series that a crash ended
  return {
    change,
    flushAudit,
    edits: { state, undo: () => move('undo'), redo: () => move('redo'), lastTouched: () => touched },
  }
}

/** Reads and replaces whole rows of judgement tables. Table and column names come from the list above and the schema only. */
function judgementRows(db: Connection['db']): {
  read(table: JudgementTable, key: Row): Row | null
  replace(table: JudgementTable, key: Row, row: Row | null): void
} {
  const prepare = (table: JudgementTable) => {
    const where = JUDGEMENT_TABLES[table].map((column) => `${column} = @${column}`).join(' AND ')
    const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
    return {
      // Rows that an older schema kept lack the columns that came later.
      blank: Object.fromEntries(columns.map((name) => [name, null])) as Row,
      select: db.prepare<[Row], Row>(`SELECT * FROM ${table} WHERE ${where}`),
      remove: db.prepare<[Row]>(`DELETE FROM ${table} WHERE ${where}`),
      insert: db.prepare<[Row]>(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
      ),
    }
  }
  const statements = Object.fromEntries(
    Object.keys(JUDGEMENT_TABLES).map((table) => [table, prepare(table as JudgementTable)]),
  ) as Record<JudgementTable, ReturnType<typeof prepare>>
  return {
    read: (table, key) => statements[table].select.get(key) ?? null,
    replace: (table, key, row) => {
      statements[table].remove.run(key)
      if (row) statements[table].insert.run({ ...statements[table].blank, ...row })
    },
  }
}

const changesOf = ({ id, changes }: EditRow): RowChange[] => jsonCell(changes, 'array', 'edits', 'changes_json', id)

/** Which fields a folded series changed in the end, and a hash of what they say: the prose itself stays in the report. */
function foldedDetail(edit: EditRow): Record<string, unknown> {
  const [change] = changesOf(edit)
  const before = change?.before ?? {}
  const after = change?.after ?? {}
  const fields = Object.keys(after).filter((name) => after[name] !== before[name])
  const text = JSON.stringify(fields.map((name) => after[name]))
  return { fields, sha256: createHash('sha256').update(text, 'utf8').digest('hex') }
}
