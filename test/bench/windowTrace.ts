// The renderer's main thread as Chromium's own tracing sees it: which tasks ran while something was done, and how long each took.
// Work is what is measured, not the gaps between frames, which on a shared machine say more about the neighbours.
import type { CDPSession, Page } from 'playwright-core'

interface TraceEvent {
  name: string
  ph: string
  ts: number
  dur?: number
  tdur?: number
  pid: number
  tid: number
  args?: { name?: string; data?: Record<string, unknown> }
}

export interface MainThreadTask {
  /** CPU time of the thread, ms. */
  cpuMs: number
  wallMs: number
  /** Heaviest parts of it, for reading: `FunctionCall 31.2, Layout 8.0`. */
  parts: string
}

/** Runs `work` on the page and gives the main thread's tasks of that time, longest first. */
export async function mainThreadTasks(page: Page, work: () => Promise<unknown>): Promise<MainThreadTask[]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'toplevel',
        'devtools.timeline',
        'disabled-by-default-devtools.timeline',
        'blink.user_timing',
      ],
    },
  })
  await work()
  await stopTracing(session)
  await session.detach()
  return tasksOf(events)
}

async function stopTracing(session: CDPSession): Promise<void> {
  const complete = new Promise<void>((done) => session.once('Tracing.tracingComplete', () => done()))
  await session.send('Tracing.end')
  await complete
}

function tasksOf(events: readonly TraceEvent[]): MainThreadTask[] {
  // The main thread that ran this page's scripts: the one with the most of them.
  const threads = new Map<string, number>()
  for (const { name, pid, tid } of events)
    if (name === 'FunctionCall' || name === 'EvaluateScript' || name === 'FireAnimationFrame')
      threads.set(`${pid}/${tid}`, (threads.get(`${pid}/${tid}`) ?? 0) + 1)
  const main = [...threads].sort((a, b) => b[1] - a[1])[0]?.[0]
  const own = events.filter(({ pid, tid, ph }) => `${pid}/${tid}` === main && ph === 'X')
  const tasks = own.filter(({ name }) => name === 'RunTask')
  return tasks
    .map((task) => {
      const end = task.ts + (task.dur ?? 0)
      const inside = own.filter(
        ({ name, ts, dur = 0 }) => ts >= task.ts && ts + dur <= end && !/RunTask|SimpleWatcher|PostTask/.test(name),
      )
      const sums = new Map<string, number>()
      for (const { name, dur = 0 } of inside) sums.set(name, (sums.get(name) ?? 0) + dur / 1000)
      const parts = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 6)
      return {
        cpuMs: (task.tdur ?? task.dur ?? 0) / 1000,
        wallMs: (task.dur ?? 0) / 1000,
        parts: parts.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', '),
      }
    })
    .sort((a, b) => b.cpuMs - a.cpuMs)
}
