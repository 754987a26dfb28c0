// Loading the program of a process takes as long as opening a case with it, and from a checkout, where types are stripped of a hundred
// files, longer than that. Node keeps what it has compiled on disk where it is told to.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { COMPILED_VARIABLE } from '../../shared/contract/messages.ts'

/** Where a checkout keeps what Node has compiled; the tests' programs do, too. */
export const COMPILED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled')

/**
 * Speeds up what is imported from now on; call it before importing anything large. A checkout has its own node_modules for it, whatever is
 * built the folder of its user: in the common temp folder others could put code there. Where nothing can be written nothing changes.
 */
export function useCompileCache(): void {
  const folder = import.meta.filename.endsWith('.ts') ? COMPILED : process.env[COMPILED_VARIABLE]
  if (folder) enableCompileCache(folder)
}
