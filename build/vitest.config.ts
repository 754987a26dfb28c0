import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { COMPILED } from '../electron/utility/compileCache.ts'
import { messagesPlugin } from './messagesPlugin.ts'

// better-sqlite3's prebuilt binary crashes under Node 20; npm puts the pinned Node 24 first in the path.
if (Number(process.versions.node.split('.')[0]) < 24) throw new Error('run this through npm: npm run unit')

/** They take a minute and more each: begun last, they would leave a core with nothing to do. */
const LONG = /\/test\/(?:fuzz\/|engine\/casefile\/crash\/)/

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

/** Many small traces are read, each in a WebAssembly memory of its own: counted apart from the heap, they set off a full collection every few. */
const EXEC_ARGV = ['--external-memory-accounted-in-global-limit']

const ENGINE = ['test/engine/**/*.test.ts', 'test/shared/**/*.test.ts']
const WINDOW = ['test/renderer/**/*.test.ts']

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  plugins: [vue(), messagesPlugin()],
  test: {
    // What has no state of its own shares its processes from file to file; windows start afresh in a thread, which takes less than a
    // process; shells and what measures memory in a process.
    projects: [
      { extends: true, test: { name: 'engine', include: ENGINE, isolate: false, execArgv: EXEC_ARGV } },
      { extends: true, test: { name: 'window', include: WINDOW, pool: 'threads' } },
      {
        extends: true,
        test: {
          name: 'rest',
          include: ['test/**/*.test.ts'],
          exclude: [...ENGINE, ...WINDOW, 'test/e2e/**'],
          execArgv: EXEC_ARGV,
        },
      },
    ],
    sequence: { sequencer: LongFirst },
    pool: 'forks',
    // One fewer is its own choice, which leaves half of two cores idle.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 5_000,
    // Where the corpus lives outside the checkout; tests that need it say how many files they skipped without it.
    env: { HEAPCASE_TEST: '1', NODE_COMPILE_CACHE: COMPILED },
  },
})
