// What the engine says by code (refusals, import issues, errors), in the language shown. The engine's own sentence is English and
// exact; where another language is shown, the sentence of its code stands first, with the place that the engine names, and the English
// one is its detail. A code without a sentence is shown in English.
import type { SourceKind } from '../../shared/records/index.ts'
import { formatCount } from '../../shared/units/format.ts'
import { ENGINE_SENTENCES } from './engineSentences.ts'
import { i18n } from './index.ts'

export interface EngineMessage {
  code: string
  message: string
  detail?: Record<string, string | number>
}

const BECAUSE_ZH_CN: Record<SourceKind, string> = {
  gctrace: '其中有 Go 运行时 gctrace 的 GC 周期行',
  runtimeLog: '其中有 Go 运行时的跟踪输出行（调度、内存归还、调步或包初始化），没有 GC 周期行',
  gotrace: '以 Go 执行跟踪的文件头开始',
  profile: '其结构是 pprof 的 protobuf 剖析',
  metrics: '其中有 MemStats、runtime/metrics 或 Prometheus 的统计数据',
  osMemory: '其中有操作系统对进程、容器或机器内存的说明',
  goroutines: '其中有 goroutine 的栈或崩溃报告',
  benchmark: '其中有 go test -bench 的结果行',
  allocEvents: '其中有内存分配事件',
}

const isEnglish = (): boolean => i18n.global.locale.value !== 'zh-CN'

/** The figures of a detail that say where or how much, as Chinese says them; `path` follows the sentence by itself. */
const PLACES_ZH_CN: Record<string, (value: string | number) => string> = {
  line: (value) => `第 ${figure(value)} 行`,
  byte: (value) => `字节 ${figure(value)}`,
  sourceId: (value) => `来源 ${value}`,
  lifeId: (value) => `生命期 ${value}`,
  version: (value) => `文件版本 ${value}`,
  newest: (value) => `本程序最高支持 ${value}`,
  host: (value) => `主机 ${value}`,
  pid: (value) => `进程 ${value}`,
  key: (value) => String(value),
  bytes: (value) => `${figure(value)} 字节`,
}
const figure = (value: string | number): string => (typeof value === 'number' ? formatCount(value) : value)

function placeOf(detail: EngineMessage['detail']): string {
  const places = Object.entries(PLACES_ZH_CN).flatMap(([name, say]) => {
    const value = detail?.[name]
    return value === undefined ? [] : [say(value)]
  })
  const path = detail?.['path']
  return (places.length > 0 ? `（${places.join('，')}）` : '') + (typeof path === 'string' ? `：${path}` : '')
}

/** One sentence in the language shown, with the place it is about. */
export function engineText(said: EngineMessage | null | undefined): string {
  if (!said) return ''
  const sentence = ENGINE_SENTENCES[said.code]
  if (!sentence) return said.message
  if (isEnglish()) return said.message || sentence.en
  return sentence['zh-CN'] + placeOf(said.detail)
}

/** The engine's English sentence where `engineText` gave another one: shown smaller below it. */
export const engineDetail = (said: EngineMessage | null | undefined): string =>
  said && !isEnglish() && ENGINE_SENTENCES[said.code] !== undefined ? said.message : ''

/** Why a file was taken for what it is. `parts`: how many files of a rotated log it is made of. */
export function becauseText({
  kind,
  because,
  parts = 0,
}: {
  kind: SourceKind
  because: string
  parts?: number
}): string {
  if (isEnglish()) return because
  const joined = parts > 0 ? `${figure(parts)} 个文件是同一轮转日志，已按先后连接；` : ''
  return joined + BECAUSE_ZH_CN[kind]
}
