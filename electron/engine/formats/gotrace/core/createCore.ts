import type { TraceCore } from './TraceCore.ts'
import { TypedCore } from './TypedCore.ts'

/** `typescript`: the reference. `wasm`: the fast one. */
export type CoreChoice = 'typescript' | 'wasm'

export function createCore(choice: CoreChoice = 'typescript'): TraceCore {
  if (choice === 'wasm') throw new Error('not there yet')
  return new TypedCore()
}
