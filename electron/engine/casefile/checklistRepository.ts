import { localText } from '../../../shared/lib/localText.ts'
import type { CaseChecklist, ChecklistMark } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import { CaseFileError } from './errors.ts'
import type { Checklists } from './types.ts'
import { jsonCell } from './jsonCell.ts'

interface ChecklistRow {
  template: string
  addedAtMs: number
  marks: string
}

const SELECT = 'SELECT template, added_at_ms AS addedAtMs, marks_json AS marks FROM checklists'

/** Checklists of captures and what people ticked by hand. The case knows templates by their id only. */
export function checklistRepository({ db, path, change }: Context): Checklists {
  const all = db.prepare<[], ChecklistRow>(`${SELECT} ORDER BY added_at_ms, template`)
  const one = db.prepare<[string], ChecklistRow>(`${SELECT} WHERE template = ?`)
  const insert = db.prepare(
    `INSERT INTO checklists (template, added_at_ms, marks_json) VALUES (?, ?, '{}') ON CONFLICT DO NOTHING`,
  )
  const remove = db.prepare('DELETE FROM checklists WHERE template = ?')
  const setMarks = db.prepare('UPDATE checklists SET marks_json = @marks WHERE template = @template')

  return {
    list: () => all.all().map((row) => ({ ...row, marks: marksOf(row) })),
    add: (template) =>
      change(
        {
          subject: 'checklists',
          what: localText('Add a checklist', '添加检查清单'),
          action: 'checklist.add',
          detail: { template },
        },
        'checklists',
        { template },
        () => insert.run(template, Date.now()),
      ),
    remove: (template) =>
      change(
        {
          subject: 'checklists',
          what: localText('Remove a checklist', '移除检查清单'),
          action: 'checklist.remove',
          detail: { template },
        },
        'checklists',
        { template },
        () => remove.run(template),
      ),
    mark: (template, item, mark) => {
      const row = one.get(template)
      if (!row)
        throw new CaseFileError('casefile/no-such-checklist', `The case has no checklist ${template}.`, {
          path,
          template,
        })
      const { [item]: _before, ...others } = marksOf(row)
      const marks = mark === null ? others : { ...others, [item]: mark }
      change(
        {
          subject: 'checklists',
          what: localText('Tick a checklist item', '勾选清单项'),
          action: 'checklist.mark',
          detail: { template, item, mark },
        },
        'checklists',
        { template },
        () => setMarks.run({ template, marks: JSON.stringify(marks) }),
      )
    },
  }
}

const isMark = (value: unknown): value is ChecklistMark => value === 'have' || value === 'cannot'

/** Marks this version does not know are left out. */
function marksOf({ marks, template }: ChecklistRow): CaseChecklist['marks'] {
  const kept = jsonCell<Record<string, unknown>>(marks, 'object', 'checklists', 'marks_json', template)
  return Object.fromEntries(Object.entries(kept).flatMap(([item, mark]) => (isMark(mark) ? [[item, mark]] : [])))
}
