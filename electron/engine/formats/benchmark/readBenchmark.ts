// Reads `go test -bench` output and files in its format (golang.org/design/14313-benchmark-format): result lines, `key: value`
// configuration in force at each, `Unit` lines. `go test -json` is looked into. Other lines (PASS, ok, logs) are counted.
// Figures that a benchmark's own output has cut off from their name are given it back:
//   `BenchmarkLogs-2  \tcache is warm` … `    2000\t  16.19 ns/op` → `BenchmarkLogs-2  2000  16.19 ns/op`
// What it printed in front of a name without ending its line is left out: `step 3BenchmarkLogs-2  \t 2000\t  16.19 ns/op`.
// Kept: every value as printed, in its own unit; nothing is converted.
import type { BenchmarkConfig, BenchmarkResult } from '../../../../shared/records/index.ts'
import { IssueCounter } from '../IssueCounter.ts'
import { LineSplitter } from '../lines.ts'
import type { ReaderHints, ReaderOutput, ReadSummary, SourceReader } from '../reader.ts'
import {
  configLine,
  figuresLine,
  isResultStart,
  lineText,
  nameBeforeOutput,
  resultLine,
  unitLine,
} from './resultLine.ts'
import { TestJson } from './testJson.ts'

/** A file of more results is no benchmark; further ones are counted and left out. */
const MAX_RESULTS = 2_000_000
const MAX_CONFIG_KEYS = 200
const MAX_UNITS = 2000
/** Results are given out so many at a time: memory does not grow with the file. */
const BATCH = 4096

export class BenchmarkReader implements SourceReader {
  private readonly output: ReaderOutput
  private readonly splitter: LineSplitter
  private readonly json = new TestJson()
  private batch: BenchmarkResult[] = []
  private readonly benchmarks = new Set<string>()
  private readonly settings = {
    configs: [] as BenchmarkConfig[],
    units: {} as Record<string, Record<string, string>>,
  }
  private readonly configNumbers = new Map<string, number>()
  private config: Record<string, string> = {}
  /** Number of the configuration in force; −1: it has changed since the last result. */
  private configNumber = -1
  private readonly issues = new IssueCounter()
  /** Name of the benchmark whose figures have not come yet, as other output stands behind it. */
  private openName: string | null = null
  private configLines = 0
  private names = 0
  private other = 0
  private values = 0
  private results = 0

  constructor(output: ReaderOutput, { lineOf }: ReaderHints = {}) {
    this.output = output
    this.splitter = new LineSplitter((bytes, from, to, line) => {
      if (to === from) return
      const text = lineText(bytes, from, to)
      const inner = this.json.lines(text)
      if (inner === null) this.line(text, line)
      else for (const part of inner) this.line(part, line)
    }, lineOf)
  }

  push(chunk: Uint8Array): void {
    this.splitter.push(chunk)
  }

  private line(text: string, line: number): void {
    if (isResultStart(text)) return this.result(text, line)
    if (this.figures(text, line)) return
    const unit = text.startsWith('Unit') ? unitLine(text) : null
    if (unit !== null) return this.unit(unit.unit, unit.settings)
    const setting = configLine(text)
    if (setting !== null) return this.setting(setting.key, setting.value)
    if (text.trim() !== '') this.other++
  }

  /** Figures without a name in front of the line. False: what stands there is nothing of a benchmark. */
  private figures(text: string, line: number): boolean {
    const found = figuresLine(text)
    if (found === null) return false
    const { before, figures, hasTab } = found
    const { openName } = this
    const isSure = / ns\/op(?:\s|$)/.test(figures) || (openName !== null && figures.trimStart().includes('\t'))
    // Without the tab of go test it may be words of the benchmark whose figures these are.
    const isNamed = found.isNext && (openName === null || hasTab)
    const name = isNamed ? found.name : (openName ?? found.name)
    const joined = `${name ?? 'Benchmark'} ${figures}`
    const read = isSure ? resultLine(joined) : 'name'
    if (read === 'name' || 'fault' in read) return false
    const excerpt = text.slice(0, 100).trim()
    this.openName = null
    if (name === null)
      this.issues.note(
        'dataLoss',
        'benchmark/nameless-result',
        line,
        `Figures of a benchmark stand without its name: "${excerpt}".`,
      )
    else if (before !== '' && !isNamed)
      this.issues.note(
        'dataLoss',
        'benchmark/damaged-line',
        line,
        `A benchmark line cannot be read: other output stands right before the figures of ${name}, in "${excerpt}".`,
      )
    else {
      this.result(joined, line)
      if (isNamed)
        this.issues.note(
          'note',
          'benchmark/output-before-name',
          line,
          `Output of a benchmark stands in front of ${name} in its line; it was left out.`,
        )
      else
        this.issues.note(
          'note',
          'benchmark/interleaved',
          line,
          'Output of the benchmark stands between its name and its figures; they were put together again.',
        )
    }
    return true
  }

  private result(text: string, line: number): void {
    const read = resultLine(text)
    this.openName = read === 'name' ? nameBeforeOutput(text) : null
    if (read === 'name') this.names++
    else if ('fault' in read)
      this.issues.note(
        'dataLoss',
        'benchmark/damaged-line',
        line,
        `A benchmark line cannot be read: ${read.fault}, in "${text.slice(0, 100).trimEnd()}".`,
      )
    else if (this.results >= MAX_RESULTS)
      this.issues.note(
        'dataLoss',
        'benchmark/too-many-results',
        line,
        `Only the first ${MAX_RESULTS} results were read.`,
      )
    else {
      this.results++
      this.values += read.values.length
      this.benchmarks.add(`${read.name}-${read.procs}`)
      this.batch.push({ ...read, line, config: this.currentConfig() })
      if (this.batch.length === BATCH) this.giveOut()
    }
  }

  private giveOut(): void {
    if (this.batch.length > 0) this.output.benchmarkResults?.(this.batch)
    this.batch = []
  }

  private setting(key: string, value: string): void {
    this.configLines++
    if ((this.config[key] ?? '') === value && Object.hasOwn(this.config, key)) return
    const { [key]: _before, ...rest } = this.config
    if (value === '') this.config = rest
    else if (Object.keys(rest).length < MAX_CONFIG_KEYS) this.config = { ...rest, [key]: value }
    this.configNumber = -1
  }

  private unit(unit: string, settings: readonly (readonly [string, string])[]): void {
    if (!Object.hasOwn(this.settings.units, unit) && Object.keys(this.settings.units).length >= MAX_UNITS) return
    const known = Object.hasOwn(this.settings.units, unit) ? this.settings.units[unit] : {}
    Object.defineProperty(this.settings.units, unit, {
      value: { ...known, ...Object.fromEntries(settings) },
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }

  private currentConfig(): number {
    if (this.configNumber >= 0) return this.configNumber
    const entries = Object.entries(this.config).sort(([a], [b]) => (a < b ? -1 : 1))
    const key = JSON.stringify(entries)
    let number = this.configNumbers.get(key)
    if (number === undefined) {
      number = this.settings.configs.push(Object.fromEntries(entries)) - 1
      this.configNumbers.set(key, number)
    }
    this.configNumber = number
    return number
  }

  finish(): ReadSummary {
    this.splitter.finish()
    const { splitter, output, settings } = this
    this.giveOut()
    this.issues.noteCutLines('benchmark/long-line', splitter)
    for (const issue of this.issues.all()) output.issue(issue)
    output.benchmarks?.(settings)
    return {
      counts: {
        lines: splitter.lines,
        results: this.results,
        benchmarks: this.benchmarks.size,
        values: this.values,
        config_lines: this.configLines,
        unit_lines: Object.keys(settings.units).length,
        other_lines: this.other + this.names,
      },
      variant: null,
      lives: [],
      placement: null,
      records: this.results,
    }
  }
}
