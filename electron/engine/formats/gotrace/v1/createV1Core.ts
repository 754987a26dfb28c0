import type { CoreChoice } from '../core/createCore.ts'
import { TypedV1 } from './TypedV1.ts'
import type { V1Core } from './V1Core.ts'
import { WasmV1 } from './WasmV1.ts'

export const createV1Core = (choice: CoreChoice = 'wasm'): V1Core => (choice === 'wasm' ? new WasmV1() : new TypedV1())
