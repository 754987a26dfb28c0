// How the window's modules are put into files. Left to itself the bundler makes a file of every set of modules that the same parts share: a
// hundred of a few hundred bytes, each a request of its own. What is wanted together comes together.
import { resolve } from 'node:path'
import { normalizePath } from 'vite'

/** What the bundler tells of a build while it makes files of it. */
export interface ModuleGraph {
  getModuleInfo: (id: string) => { importedIds: readonly string[]; dynamicallyImportedIds: readonly string[] } | null
}

const renderer = resolve(import.meta.dirname, '../renderer')
const MAIN = normalizePath(resolve(renderer, 'main.ts'))
const STAGE = normalizePath(resolve(renderer, 'frame/CaseStage.vue'))
const VIEW = /\/renderer\/views\/(?!Home|Help)[A-Z]\w+\/\w+\.vue$/

/**
 * Files in the order in which the window wants them: Home, the frame of a case, its views. A file has what its beginnings import statically
 * and no earlier one has.
 */
const FILES: readonly { name: string; isBeginning: (id: string) => boolean }[] = [
  { name: 'start', isBeginning: (id) => id === MAIN },
  { name: 'stage', isBeginning: (id) => id === STAGE },
  { name: 'views', isBeginning: (id) => VIEW.test(id) },
]

/** `from` and all that they lead to by `edges`. */
function closure(from: readonly string[], edges: (id: string) => readonly string[]): Set<string> {
  const reached = new Set(from)
  // A set that grows while it is gone through gives what was added, too.
  for (const id of reached) for (const next of edges(id)) reached.add(next)
  return reached
}

/** The file of each module, by its id; languages, help, charts and what else comes by itself have none. */
export function windowFiles(graph: ModuleGraph): Map<string, string> {
  const imported = (id: string): readonly string[] => graph.getModuleInfo(id)?.importedIds ?? []
  const all = closure([MAIN], (id) => [...imported(id), ...(graph.getModuleInfo(id)?.dynamicallyImportedIds ?? [])])
  const files = new Map<string, string>()
  for (const { name, isBeginning } of FILES)
    for (const id of closure([...all].filter(isBeginning), imported)) if (!files.has(id)) files.set(id, name)
  return files
}

/** For `codeSplitting.groups`: the name of a module's file, or null where the bundler places it by itself. Knows one build. */
export function windowChunks(): (id: string, graph: ModuleGraph) => string | null {
  let files: Map<string, string> | null = null
  return (id, graph) => (files ??= windowFiles(graph)).get(id) ?? null
}
