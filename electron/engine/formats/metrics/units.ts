// Units of series from what sources say: the end of a runtime/metrics name, a `# UNIT` line, the suffix that names carry by
// convention. A unit nobody states stays ''.

const SUFFIXES: readonly [RegExp, string][] = [
  [/(?:^|_)(?:time|timestamp)_seconds(?:_total)?$/, 'unix-seconds'],
  [/_bytes(?:_total)?$|_bytes_(?:sum|max|min)$/, 'bytes'],
  [/_seconds(?:_total)?$|_seconds_(?:sum|max|min)$/, 'seconds'],
  [/_(?:milliseconds|millis|ms)(?:_total)?$/, 'ms'],
  [/_(?:nanoseconds|nanos|ns)(?:_total)?$/, 'ns'],
  [/_ratio$/, 'ratio'],
  [/_percent(?:age)?$/, 'percent'],
  [/_(?:total|count|bucket)$/, 'count'],
]

/** Words in which units are spelled, and ours for them. */
const WORDS: Readonly<Record<string, string>> = {
  byte: 'bytes',
  bytes: 'bytes',
  second: 'seconds',
  seconds: 'seconds',
  s: 'seconds',
  ms: 'ms',
  milliseconds: 'ms',
  nanoseconds: 'ns',
  ns: 'ns',
  ratio: 'ratio',
  ratios: 'ratio',
  percent: 'percent',
  objects: 'count',
  'gc-cycles': 'count',
  'gc-cycle': 'count',
  threads: 'count',
  goroutines: 'count',
  calls: 'count',
  events: 'count',
  finalizers: 'count',
  cleanups: 'count',
}

/** The unit of a name that follows Prometheus' conventions. */
export const unitOfName = (name: string): string => SUFFIXES.find(([suffix]) => suffix.test(name))?.[1] ?? ''

/** A unit as a source spells it. */
export const unitOfWord = (word: string): string => WORDS[word] ?? word

/** `overflow_ratio`, `heapBytes`, `wait_ns`: variables that services name themselves, in snake or camel case. */
export function unitOfVariable(name: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1)
  return unitOfName(`_${last.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()}`)
}
