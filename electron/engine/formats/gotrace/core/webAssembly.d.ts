// The part of WebAssembly's interface that is used here; TypeScript has it only in its libraries for browsers.

declare namespace WebAssembly {
  type Exports = Record<string, unknown>

  class Memory {
    readonly buffer: ArrayBuffer
  }

  class Global {
    readonly value: unknown
  }

  class Module {
    constructor(bytes: Uint8Array)
  }

  class Instance {
    readonly exports: Exports
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
  }
}
