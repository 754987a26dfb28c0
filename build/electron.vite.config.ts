// One build for all runtimes of the app: main and utility bundles, the preload script, the window.
// Sources run as they are under Node 24 for the command line and the tests; Electron and the browser get these bundles.
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { messagesPlugin } from './messagesPlugin.ts'
import { windowChunks } from './windowChunks.ts'

const root = resolve(import.meta.dirname, '..')

export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      outDir: resolve(root, 'out/main'),
      rolldownOptions: {
        input: {
          index: resolve(root, 'electron/main/index.ts'),
          case: resolve(root, 'electron/utility/case.ts'),
          job: resolve(root, 'electron/utility/job.ts'),
          // Of a thread of the job process.
          traceThread: resolve(root, 'electron/engine/jobs/traceThread/traceThread.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      outDir: resolve(root, 'out/preload'),
      rolldownOptions: {
        input: { index: resolve(root, 'electron/preload/index.ts') },
        // A sandboxed window can only load one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'renderer'),
    plugins: [vue(), messagesPlugin()],
    define: {
      // Messages are compiled while building: the window has no compiler.
      __INTLIFY_DROP_MESSAGE_COMPILER__: true,
      __INTLIFY_PROD_DEVTOOLS__: false,
      // Nor what only the older way to use vue-i18n needs, or its components and directive.
      __VUE_I18N_LEGACY_API__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __VUE_PROD_DEVTOOLS__: false,
    },
    build: {
      outDir: resolve(root, 'out/renderer'),
      minify: true,
      // Of what comes later nothing is named in advance: chunks are near, and a score of links at once is a long task.
      modulePreload: { resolveDependencies: (_, chunks, { hostType }) => (hostType === 'html' ? chunks : []) },
      // ECharts alone is that large.
      chunkSizeWarningLimit: 1200,
      rolldownOptions: {
        input: { index: resolve(root, 'renderer/index.html') },
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            groups: [{ name: windowChunks(), debugName: 'window' }],
          },
        },
      },
    },
    server: {
      host: '127.0.0.1',
      port: 5199,
      strictPort: true,
      hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: 5199 },
    },
  },
})
