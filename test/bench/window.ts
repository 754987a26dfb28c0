// The window at work, in the loopback shell and a headless Chromium: how long it takes from an input to its picture, what the main thread does
// while captures are imported, how long until a cold window can be used, what it weighs. Build first: `npm run build`.
// Wall times, as that is what people wait for: a machine that is busy with other things doubles them, so its load stands beside.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { MOST_BYTES, windowSize } from '../../build/windowSize.ts'
import { findChromium } from '../../electron/loopback/chromium.ts'
import { browserArguments, startShell, type RunningShell } from '../support/loopbackShell.ts'
import { median, type BenchRow } from './bench.ts'
import { buildLargeCase } from './openCase.ts'
import { timeInputs, watchInputs, type TimedInputs } from './windowInputs.ts'
import { openView, rest, stepsOf } from './windowSteps.ts'
import { mainThreadTasks, type MainThreadTask } from './windowTrace.ts'
import { writeGctraceLog } from './importing.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const CYCLES = 100_000
const PROFILES = 200
const COLD_STARTS = 3
/** What people take as immediate, and what may hold up the next input. */
const PAINT_MS = 100
const TASK_MS = 50
/** After which Home has drawn all of itself. */
const SETTLED_MS = 500

const load = (): string => `load ${(loadavg()[0] ?? 0).toFixed(1)}`
const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
const round = (milliseconds: number): string => milliseconds.toFixed(0)

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await watchInputs(page)
  return page
}

/** From nothing to a Home that answers: program, server, page. Chromium is there already; how long it takes is said beside. */
async function coldStart(browser: Browser, launchMs: number): Promise<BenchRow> {
  const totals: number[] = []
  const shells: number[] = []
  for (let start = 0; start < COLD_STARTS; start++) {
    const folder = mkdtempSync(join(tmpdir(), 'heapcase-bench-'))
    const page = await newPage(browser)
    const before = performance.now()
    const shell = await startShell(folder, folder)
    shells.push(performance.now() - before)
    await page.goto(shell.link)
    await page.getByTestId('home-sample').click({ trial: true })
    totals.push(performance.now() - before)
    await page.context().close()
    await shell.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    name: 'Window: cold start until it can be used',
    value: median(totals),
    unit: 'ms',
    limit: { atMost: 2000 },
    note: `wall time, median of ${COLD_STARTS}; the shell ${round(median(shells))}, then the page; Chromium itself ${round(launchMs)} before; ${load()}`,
  }
}

function paintRows(what: string, { inputs, moves }: TimedInputs): BenchRow[] {
  const row = (name: string, timed: TimedInputs['inputs']): BenchRow => {
    const all = timed.map(({ ms }) => ms)
    const slowest = [...timed].sort((a, b) => b.ms - a.ms).slice(0, 3)
    return {
      name: `Window: ${name}, ${what}, p95`,
      value: percentile(all, 0.95),
      unit: 'ms',
      limit: { atMost: PAINT_MS },
      note: `${all.length} timed, p50 ${round(percentile(all, 0.5))}; slowest ${slowest.map(({ step, ms }) => `${round(ms)} (${step})`).join(', ')}; ${load()}`,
    }
  }
  return [row('input to paint', inputs), row('pointer over charts to paint', moves)]
}

function taskRow(name: string, tasks: readonly MainThreadTask[], limit: { atMost: number } | null): BenchRow {
  const [longest] = tasks
  return {
    name: `Window: ${name}, longest task`,
    value: longest?.cpuMs ?? 0,
    unit: 'ms',
    limit,
    note: `CPU time of the main thread; ${tasks.filter(({ cpuMs }) => cpuMs > TASK_MS).length} of ${tasks.length} tasks above ${TASK_MS}; ${longest?.parts ?? ''}; ${load()}`,
  }
}

/** A log of 100,000 cycles and the sample's captures come in while somebody looks at the views. */
async function importing(page: Page, shell: RunningShell, folder: string): Promise<BenchRow[]> {
  writeGctraceLog(join(folder, 'service.log'), CYCLES)
  await page.goto(shell.link)
  // The start has its own figure.
  await page.getByTestId('home-sample').click({ trial: true })
  await page.waitForTimeout(SETTLED_MS)
  const small = await mainThreadTasks(page, async () => {
    await page.getByTestId('home-sample').click()
    await page.getByTestId('overview-finding').first().waitFor()
  })
  await openView(page, 'sources')
  await page.getByTestId('add-files').click()
  const browser = page.getByTestId('folder-browser')
  await browser.getByTestId('folder-path').fill(folder)
  await browser.getByTestId('folder-path').press('Enter')
  await browser.getByRole('checkbox', { name: 'service.log', exact: true }).check()
  await page.getByTestId('folder-confirm').click()
  await page.getByTestId('import-start').click({ trial: true })
  await openView(page, 'overview')
  await openView(page, 'sources')
  const large = await mainThreadTasks(page, async () => {
    await page.getByTestId('import-start').click()
    await page.getByTestId('import-outcomes').waitFor()
    await page.waitForFunction(() => document.querySelector('[data-testid="job-button"].busy') === null)
    await rest(page)
  })
  return [
    taskRow('the sample is imported and analysed', small, { atMost: TASK_MS }),
    taskRow(`a log of ${CYCLES / 1000}k cycles is imported`, large, { atMost: TASK_MS }),
  ]
}

export async function run(): Promise<BenchRow[]> {
  if (!existsSync(join(ROOT, 'out/renderer/index.html')))
    return [{ name: 'Window', skipped: 'not built: npm run build' }]
  const found = await findChromium()
  if (!found.ok) return [{ name: 'Window', skipped: found.error.message }]
  const before = performance.now()
  const browser = await chromium.launch({
    executablePath: found.value.executable,
    env: { ...process.env, ...found.value.env },
    // Drawn by the processor, not by one that plays a graphics card, which distributions switch on and nobody works with.
    args: [...browserArguments(), '--disable-gpu'],
  })
  const launchMs = performance.now() - before
  const folder = mkdtempSync(join(tmpdir(), 'heapcase-bench-'))
  const rows: BenchRow[] = []
  try {
    rows.push(await coldStart(browser, launchMs))

    const sample = await startShell(folder, folder)
    const page = await newPage(browser)
    rows.push(...(await importing(page, sample, folder)))
    rows.push(...paintRows('sample case', await timeInputs(page, stepsOf(page))))
    await page.context().close()
    await sample.close()

    const large = join(folder, 'large')
    mkdirSync(large)
    await buildLargeCase(join(large, 'large.heapcase'), { lives: 1, cycles: CYCLES, profiles: PROFILES })
    const shell = await startShell(large, large, { args: [join(large, 'large.heapcase')] })
    const second = await newPage(browser)
    await second.goto(shell.link)
    await second.getByTestId('view-overview').waitFor()
    await rest(second)
    const first = await mainThreadTasks(second, () => openView(second, 'gcCycles'))
    rows.push(taskRow(`first GC view of ${CYCLES / 1000}k cycles`, first, { atMost: TASK_MS }))
    let timed: TimedInputs = { inputs: [], moves: [] }
    const tasks = await mainThreadTasks(second, async () => {
      timed = await timeInputs(second, stepsOf(second))
    })
    rows.push(...paintRows(`${CYCLES / 1000}k cycles and ${PROFILES} profiles`, timed))
    rows.push(taskRow('the same work', tasks, null))
    await second.context().close()
    await shell.close()
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const { entryBytes, wholeBytes } = windowSize(join(ROOT, 'out/renderer'))
  rows.push({
    name: 'Window: scripts and styles, gzip',
    value: wholeBytes / 1024,
    unit: 'KiB',
    limit: { atMost: MOST_BYTES / 1024 },
    note: `${(entryBytes / 1024).toFixed(0)} of them before Home is shown`,
  })
  return rows
}
