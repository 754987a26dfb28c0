// Words and figures that several rules use. Chinese is typed with spaces around Latin words, as the window shows it.
import type { FigureUnit } from '../../../shared/records/index.ts'
import { localText, sameText, type LocalText } from '../../../shared/lib/localText.ts'
import {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatNumber,
  formatSampleValue,
  formatShare,
} from '../../../shared/units/format.ts'
import type { LifeFacts, ProfileFacts } from './rule.ts'

export {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatSampleValue,
  formatShare,
  localText,
  sameText,
  type LocalText,
}

/** `65.5 MiB/min` */
export const perMinute = (bytes: number): string => `${formatBytes(bytes)}/min`
/** `+12 MiB`, `−3 MiB` */
export const signedBytes = (bytes: number): string => `${bytes > 0 ? '+' : ''}${formatBytes(bytes)}`
/** A rate of things per minute, with as many digits as it deserves. */
export const rate = (value: number): string => formatNumber(value, value >= 10 ? 0 : 1)

/** A figure in the unit a limit has. */
export function figureText(value: number, unit: FigureUnit): string {
  switch (unit) {
    case 'bytes':
      return formatBytes(value)
    case 'bytes/min':
      return perMinute(value)
    case 'ns':
      return formatDuration(value)
    case 'share':
      return formatShare(value)
    case 'count':
      return formatCount(value)
    case 'count/min':
      return `${rate(value)}/min`
  }
}

/** Texts one after the other. English and Chinese sentences bring their own spaces. */
export function joined(parts: readonly (LocalText | null | undefined | false)[], en = ' ', zh = ''): LocalText {
  const given = parts.filter((part) => part !== undefined && part !== null && part !== false)
  return localText(given.map((part) => part.en).join(en), given.map((part) => part['zh-CN']).join(zh))
}

/** A list: `a; b; c`. */
export const listed = (parts: readonly LocalText[]): LocalText => joined(parts, '; ', '；')

/** A log and, where it holds several, the life: `incident/checkout.log (life 2)`. */
export function lifeName({ life, source }: LifeFacts, lives: readonly LifeFacts[]): LocalText {
  const isOnly = lives.every((other) => other.life.sourceId !== life.sourceId || other.life.id === life.id)
  if (isOnly) return sameText(source.path)
  return localText(`${source.path} (life ${life.ordinal})`, `${source.path} 生命期 ${life.ordinal}`)
}

/** `68.5 – 70.5 MiB/min`: the unit once where both ends have it. Units follow a no-break space. */
export function interval(low: string, high: string): string {
  const at = low.lastIndexOf('\u00a0')
  const isSameUnit =
    at >= 0 && high.endsWith(low.slice(at)) && high.lastIndexOf('\u00a0') === high.length - (low.length - at)
  return `${isSameUnit ? low.slice(0, at) : low} – ${high}`
}

/** `heap-….pb.gz … heap-….pb.gz (5 profiles)` */
export function profilesName(profiles: readonly ProfileFacts[]): LocalText {
  const first = profiles[0]?.source.path ?? ''
  const last = profiles.at(-1)?.source.path ?? ''
  if (profiles.length < 2) return sameText(first)
  const fold = last.slice(last.lastIndexOf('/') + 1)
  return localText(
    `${first} … ${fold} (${profiles.length} profiles)`,
    `${first} … ${fold}（${profiles.length} 份剖析）`,
  )
}

/** A function without the path of its package: `session.(*Store).Put`. Slashes inside brackets belong to type arguments. */
export function shortName(functionName: string): string {
  const bracket = functionName.indexOf('[')
  const head = bracket < 0 ? functionName : functionName.slice(0, bracket)
  return functionName.slice(head.lastIndexOf('/') + 1)
}

/** Commands that collect what a rule misses. */
export const COMMANDS = {
  trace: 'curl -s -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"',
  allocTrace:
    'GODEBUG=traceallocfree=1 ./service   # Go 1.23+; then curl -s -o trace.out "http://localhost:6060/debug/pprof/trace?seconds=5"',
  gctrace: 'GODEBUG=gctrace=1 ./service 2> gctrace.log',
  schedtrace: 'GODEBUG=schedtrace=1000 ./service 2> sched.log',
  scavtrace: 'GODEBUG=gctrace=1,scavtrace=1 ./service 2> gctrace.log',
  heapSeries:
    'for i in 1 2 3 4 5; do curl -s -o "heap-$(date -u +%Y%m%dT%H%M%SZ).pb.gz" http://localhost:6060/debug/pprof/heap; sleep 60; done',
  heap: 'curl -s -o "heap-$(date -u +%Y%m%dT%H%M%SZ).pb.gz" "http://localhost:6060/debug/pprof/heap?gc=1"',
  allocs: 'curl -s -o "allocs-$(date -u +%Y%m%dT%H%M%SZ).pb.gz" http://localhost:6060/debug/pprof/allocs',
  cpu: 'curl -s -o "cpu-$(date -u +%Y%m%dT%H%M%SZ).pb.gz" "http://localhost:6060/debug/pprof/profile?seconds=30"',
  mutex:
    'curl -s -o "mutex-$(date -u +%Y%m%dT%H%M%SZ).pb.gz" "http://localhost:6060/debug/pprof/mutex?seconds=30"   # after runtime.SetMutexProfileFraction(100)',
  goroutines:
    'curl -s -o "goroutines-$(date -u +%Y%m%dT%H%M%SZ).txt" "http://localhost:6060/debug/pprof/goroutine?debug=2"',
  goroutineSeries:
    'for i in 1 2 3; do curl -s -o "goroutines-$(date -u +%Y%m%dT%H%M%SZ).txt" "http://localhost:6060/debug/pprof/goroutine?debug=2"; sleep 60; done',
} as const
