/** What a person says of a capture that no source shows: it is at hand, or nobody can collect it. */
export type ChecklistMark = 'have' | 'cannot'

/** A checklist chosen for a case. What its template asks for is in `shared/collecting`; the case keeps marks by item. */
export interface CaseChecklist {
  /** Id of the template; one of a later version is kept and not shown. */
  template: string
  addedAtMs: number
  marks: Record<string, ChecklistMark>
}
