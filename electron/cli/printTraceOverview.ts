// A trace as a whole, for a terminal.
import type { TraceOverview } from '../../shared/contract/traceCalls.ts'
import { PROC_TIMES, PROC_TIME_FIGURES, TRACE_FIGURES, WAIT_CLASSES, WAIT_FIGURES } from '../../shared/records/index.ts'
import type { TraceFigure, TraceFigures } from '../../shared/records/index.ts'
import { formatCount, formatDuration, formatFigure, formatShare } from '../../shared/units/format.ts'
import type { Terminal } from './terminal.ts'

const SECTIONS: readonly [title: string, figures: readonly TraceFigure[]][] = [
  ['goroutines', ['goroutinesCreated', 'goroutinesEnded', 'goroutinesPeak', 'migrations']],
  [
    'stops of the world',
    ['pauses', 'pauseTotalNs', 'longestPauseNs', 'longestPauseKind', 'longestToStopNs', 'otherStops', 'otherStopNs'],
  ],
  [
    'garbage collection',
    ['gcCycles', 'gcMarkNs', 'gcShare', 'mmu1ms', 'mmu10ms', 'mmu100ms', 'heapPeakBytes', 'goalPeakBytes'],
  ],
  ['mark assists', ['assists', 'assistWallNs', 'longestAssistNs']],
  [
    'waits for a proc',
    [
      'schedulingWaits',
      'schedulingWaitNs',
      'longestSchedulingWaitNs',
      'schedulingWaitP99Ns',
      'schedulingStwNs',
      'schedulingGcNs',
      'schedulingFullNs',
      'schedulingOtherNs',
    ],
  ],
  ['goroutines waiting', WAIT_CLASSES.map((name) => WAIT_FIGURES[name])],
  ['syscalls', ['syscalls', 'syscallWallNs', 'longestSyscallNs']],
  ['of the program', ['tasks', 'regions', 'logs', 'cpuSamples']],
  ['memory', ['spanAllocs', 'spanReuses', 'objectAllocs', 'objectFrees', 'overflowBuckets']],
]

export function printTraceOverview(terminal: Terminal, overview: TraceOverview): void {
  const { summary, quality, figures, startNs, endNs } = overview
  terminal.print(terminal.style(overview.path, 'bold'))
  const parts = [
    `${summary.header} (${summary.family})`,
    formatDuration(endNs - startNs),
    `${formatCount(summary.events)} events`,
    `${formatCount(quality.generations)} generations`,
    `${formatCount(summary.goroutines)} goroutines`,
    `${formatCount(summary.procs)} procs`,
    `${formatCount(summary.threads)} threads`,
  ]
  terminal.print(parts.join(' · '))
  const { failure } = quality
  if (failure) terminal.print(`read to byte ${formatCount(failure.byte)}: ${failure.message} [${failure.code}]`)
  if (quality.incompleteEvents > 0)
    terminal.print(`${formatCount(quality.incompleteEvents)} events are of a generation that is not complete`)
  if (quality.isShort) terminal.print('too short to conclude from: under 0.1 s')
  if (figures === null) {
    terminal.print('Imported before figures were kept: import it again to have them.')
    return
  }
  printTimes(terminal, figures, quality.unknownProcShare)
  for (const [title, names] of SECTIONS) {
    const known = names.filter((name) => figures[name] !== null && (figures[name] !== 0 || names.length < 5))
    if (known.length === 0) continue
    terminal.print()
    terminal.print(terminal.style(title, 'bold'))
    for (const name of known) terminal.print(`  ${words(name).padEnd(28)} ${shown(figures, name)}`)
    if (title === 'memory') printSpans(terminal, overview.spans)
  }
}

function printSpans(terminal: Terminal, spans: TraceOverview['spans']): void {
  if (spans === null) return
  const line = (name: string, text: string): void => terminal.print(`  ${name.padEnd(28)} ${text}`)
  if (spans.reuseShare !== null) line('spans in used memory', formatShare(spans.reuseShare))
  if (spans.meanReuseDelayNs !== null) line('it had lain free', formatDuration(spans.meanReuseDelayNs))
  if (spans.overflowRate !== null) line('overflow buckets per span', formatFigure(spans.overflowRate, 'count'))
}

/** Where the procs' time went: classes that never overlap. */
function printTimes(terminal: Terminal, figures: TraceFigures, unknown: number | null): void {
  if (figures.procsNs <= 0) return
  terminal.print()
  terminal.print(terminal.style('time of the procs', 'bold'))
  for (const time of PROC_TIMES) {
    const ns = figures[PROC_TIME_FIGURES[time]] as number
    if (ns > 0)
      terminal.print(
        `  ${words(time).padEnd(28)} ${formatShare(ns / figures.procsNs).padStart(7)}  ${formatDuration(ns)}`,
      )
  }
  if (unknown !== null && unknown > 0) terminal.print(`  ${'not shown'.padEnd(28)} ${formatShare(unknown).padStart(7)}`)
}

function shown(figures: TraceFigures, name: TraceFigure): string {
  const value = figures[name]
  return typeof value === 'number' ? formatFigure(value, TRACE_FIGURES[name]) : String(value)
}

/** `longestPauseNs` → `longest pause`. */
const words = (name: string): string =>
  name
    .replace(/(Ns|Bytes|Share)$/, '')
    .replace(/(?<=[a-z])(?=[A-Z]|\d+ms)/g, ' ')
    .toLowerCase()
