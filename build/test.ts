// `npm test`: everything that must hold before a commit, in one run, ending with one line `N passed, N failed`.
// `npm run check` (--fast) leaves out the bundles, the end-to-end tests and the package check.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
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
  /** Uses one core and nobody's result: runs beside others, its output printed when it is done. */
  isBeside?: boolean
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
  {
    name: 'lint',
    command: bin('eslint'),
    args: ['--config', 'build/eslint.config.js', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'],
    isFast: true,
    isBeside: true,
  },
  { name: 'types', command: bin('vue-tsc'), args: ['--build'], isFast: true, isBeside: true },
  {
    name: 'layout of the code',
    command: bin('prettier'),
    args: ['--check', '--log-level', 'warn', '.'],
    isFast: true,
    isBeside: true,
  },
  { name: 'import rules', command: process.execPath, args: ['build/checkImports.ts'], isFast: true, isBeside: true },
  {
    name: 'bundles',
    command: bin('electron-vite'),
    args: ['build', '--config', 'build/electron.vite.config.ts', '--logLevel', 'warn'],
    isFast: false,
    isBeside: true,
  },
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

/** Runs a step; what it prints shows at once, or all together at its end when it runs beside others. */
function run(step: Step): Promise<number> {
  return new Promise((done) => {
    const child = spawn(step.command, step.args, {
      cwd: root,
      stdio: step.isBeside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32' && step.command.endsWith('.cmd'),
    })
    const printed: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk))
    child.on('error', (error) => {
      console.error(error.message)
      done(1)
    })
    child.on('close', (code) => {
      if (step.isBeside) process.stdout.write(`\n── ${step.name}\n${Buffer.concat(printed).toString('utf8')}`)
      done(code ?? 1)
    })
  })
}

const isFast = process.argv.includes('--fast')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const total: Tally = { passed: 0, failed: 0, skipped: 0 }

async function count(step: Step): Promise<void> {
  const start = performance.now()
  if (!step.isBeside) console.log(`\n── ${step.name}`)
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

const wanted = steps.filter((each) => each.isFast || !isFast)
// As many lanes as cores, and the longest steps first: the list above has them so.
const beside = wanted.filter(({ isBeside }) => isBeside)
const lanes = Array.from({ length: Math.max(1, Math.min(beside.length, availableParallelism())) }, async () => {
  for (let step = beside.shift(); step; step = beside.shift()) await count(step)
})
// The unit tests begin when the first lane has nothing left to do; the window of the end-to-end tests has the machine to itself.
await Promise.race(lanes)
for (const step of wanted.filter(({ isBeside }) => !isBeside)) {
  await count(step)
  await Promise.all(lanes)
}

if (total.skipped > 0) console.log(`\n${total.skipped} skipped`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
