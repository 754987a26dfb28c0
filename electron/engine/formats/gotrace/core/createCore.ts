import type { TraceCore } from './TraceCore.ts'
import { TypedCore } from './TypedCore.ts'
import { WasmCore } from './WasmCore.ts'

/** `typescript`: the reference. `wasm`: the same, twice as fast and more. */
export type CoreChoice = 'typescript' | 'wasm'

export const createCore = (choice: CoreChoice = 'wasm'): TraceCore =>
  choice === 'wasm' ? new WasmCore() : new TypedCore()
