// `npm test`: everything that must hold before a commit, in one run, ending with one line `N passed, N failed`.
// `npm run check` (--fast) leaves out the bundles, the end-to-end tests and the package check.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const results = join(root, 'test-results')
const bin = (name: string): string =>
  join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)

interface Tally {
  passed: number
  failed: number
  skipped: number
}

interface Step {
  name: string
  command: string
  args: string[]
  /** Runs in `check`, too. */
  isFast: boolean
  /** What the step's own report counts; without it the step is one test. */
  tally?: () => Tally
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numFailedTestSuites: number
  numTotalTestSuites: number
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: unknown[]
}

const readReport = (name: string): unknown => JSON.parse(readFileSync(join(results, name), 'utf8'))

const steps: Step[] = [
  { name: 'types', command: bin('vue-tsc'), args: ['--build'], isFast: true },
  {
    name: 'lint',
    command: bin('eslint'),
    args: ['--config', 'build/eslint.config.js', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'],
    isFast: true,
  },
  { name: 'layout of the code', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'], isFast: true },
  { name: 'import rules', command: process.execPath, args: ['build/checkImports.ts'], isFast: true },
  {
    name: 'unit',
    command: bin('vitest'),
    args: [
      'run',
      '--config',
      'build/vitest.config.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(results, 'unit.json')}`,
    ],
    isFast: true,
    tally: () => {
      const report = readReport('unit.json') as VitestReport
      // A file that could not even be loaded has no tests of its own to fail.
      const brokenFiles = report.numFailedTests === 0 ? report.numFailedTestSuites : 0
      return {
        passed: report.numPassedTests,
        failed: report.numFailedTests + brokenFiles,
        skipped: report.numPendingTests,
      }
    },
  },
  {
    name: 'bundles',
    command: bin('electron-vite'),
    args: ['build', '--config', 'build/electron.vite.config.ts', '--logLevel', 'warn'],
    isFast: false,
  },
  {
    name: 'end to end',
    command: bin('playwright'),
    args: ['test', '--config', 'build/playwright.config.ts'],
    isFast: false,
    tally: () => {
      const { stats, errors } = readReport('e2e.json') as PlaywrightReport
      return {
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected + (stats.expected + stats.unexpected === 0 ? errors.length : 0),
        skipped: stats.skipped,
      }
    },
  },
  {
    name: 'package check (stub, not a release)',
    command: process.execPath,
    args: ['build/packageCheck.ts'],
    isFast: false,
  },
]

function run(step: Step): Promise<number> {
  return new Promise((done) => {
    const child = spawn(step.command, step.args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32' && step.command.endsWith('.cmd'),
    })
    child.on('error', (error) => {
      console.error(error.message)
      done(1)
    })
    child.on('exit', (code) => done(code ?? 1))
  })
}

const isFast = process.argv.includes('--fast')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const total: Tally = { passed: 0, failed: 0, skipped: 0 }
for (const step of steps.filter((each) => each.isFast || !isFast)) {
  const start = performance.now()
  console.log(`\n── ${step.name}`)
  const code = await run(step)
  let tally: Tally = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  if (step.tally) {
    try {
      const counted = step.tally()
      // A runner may fail for a reason that is no test's: an unhandled error, a crash.
      tally = code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
    } catch {
      tally = { passed: 0, failed: 1, skipped: 0 }
    }
  }
  total.passed += tally.passed
  total.failed += tally.failed
  total.skipped += tally.skipped
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''
  console.log(
    `── ${step.name}: ${tally.passed} passed, ${tally.failed} failed${skipped} (${Math.round((performance.now() - start) / 1000)} s)`,
  )
}

if (total.skipped > 0) console.log(`\n${total.skipped} skipped`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
