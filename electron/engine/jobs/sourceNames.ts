import type { Source } from '../../../shared/records/index.ts'

/** Whether people may mean a source by this: its path in the case, its name or its number. */
export const isCalled = ({ id, name, path }: Source, given: string): boolean =>
  path === given || name === given || String(id) === given
