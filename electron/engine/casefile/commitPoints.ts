/**
 * Moments at which a killed process leaves the file in a different state: just before and after each commit that matters.
 * Tests kill a process at every one of them and look at what is left.
 */
export const COMMIT_POINTS = [
  'create/before-rename',
  'create/after-rename',
  'open/locked',
  'open/wal',
  'import/begun',
  'import/before-rows',
  'import/in-rows',
  'import/after-rows',
  'import/before-final',
  'import/in-final',
  'import/after-final',
  'abort/marked',
  'sweep/marked',
  'sweep/part-deleted',
  'sweep/deleted',
  'remove/in-tombstone',
  'remove/tombstone',
  'edit/before',
  'edit/in',
  'edit/after',
  'analysis/in',
  'analysis/after',
  'copy/before-rename',
  'copy/after-rename',
  'migrate/backed-up',
  'migrate/in-step',
  'migrate/after-step',
  'close/before-checkpoint',
  'close/checkpointed',
  'close/journal-switched',
] as const
export type CommitPoint = (typeof COMMIT_POINTS)[number]
