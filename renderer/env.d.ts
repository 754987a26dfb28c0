/// <reference types="vite/client" />

declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

interface Window {
  /** Set by the preload script of the desktop shell; absent in a browser. */
  heapcase?: import('../shared/contract/messages.ts').Bridge
}
