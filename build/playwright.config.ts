import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'
import { COMPILED } from '../electron/utility/compileCache.ts'

if (Number(process.versions.node.split('.')[0]) < 24) throw new Error('run this through npm: npm run e2e')

const root = resolve(import.meta.dirname, '..')
// Every test starts several programs: what they compile is kept, as in the unit tests.
process.env['NODE_COMPILE_CACHE'] ??= COMPILED

export default defineConfig({
  outputDir: resolve(root, 'test-results/e2e'),
  globalSetup: resolve(root, 'test/e2e/support/givenCases.ts'),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Every test has a shell of its own; three of them, waiting for pages most of their time, keep two cores busy.
  fullyParallel: true,
  workers: 3,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: resolve(root, 'test-results/e2e.json') }]],
  projects: [
    { name: 'loopback', testDir: resolve(root, 'test/e2e/loopback') },
    { name: 'desktop', testDir: resolve(root, 'test/e2e/desktop') },
    { name: 'gallery', testDir: resolve(root, 'test/e2e/visual'), testMatch: 'gallery.setup.ts' },
    { name: 'visual', testDir: resolve(root, 'test/e2e/visual'), testMatch: '*.spec.ts', dependencies: ['gallery'] },
  ],
})
