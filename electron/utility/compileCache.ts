// Starting from a checkout means stripping the types of a hundred files, which takes longer than opening a case. Node keeps
// the result (and the compiled code) on disk where it is told to.
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

/** Where a checkout keeps what Node has compiled; the tests' programs do, too. */
export const COMPILED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled')

/**
 * Speeds up what is imported from now on; call it before importing anything large. Only in a checkout, and only in its own
 * node_modules: in the common temp folder others could put code there. Where that cannot be written nothing changes.
 */
export function useCompileCache(): void {
  if (!import.meta.filename.endsWith('.ts')) return // built: a few bundled files
  enableCompileCache(COMPILED)
}
