import { useI18n } from 'vue-i18n'
import { formatDuration } from '../../../shared/units/format.ts'
import type { TraceListed, TraceShow } from './traceSections.ts'
import { headKey, type HeadKey } from './traceHeads.ts'
import { valueAt, type TraceRow, type TraceTableTexts } from './traceTable.ts'

const STATES = [
  'ended',
  'runnable',
  'running',
  'waiting',
  'syscall',
  'undetermined',
  'new',
  'stopped',
  'waited',
  'unknown',
]

/** The words of traces in the language shown. */
export function useTraceWords(): {
  texts: TraceTableTexts
  showName: (show: TraceShow) => string
  stateText: (state: string) => string
  /** What a row is called: `GC mark termination, 1.2 ms`. */
  rowTitle: (table: TraceListed, row: TraceRow) => string
} {
  const { t } = useI18n()
  const say = (key: HeadKey): string => {
    if (key.kind === 'column') return t(`trace.column.${key.name}`)
    if (key.kind === 'wait') return t('trace.waitingFor', { what: t(`trace.wait.${key.name}`) })
    return t('trace.partOf', { what: t(`trace.column.${key.name}`), part: t(`trace.part.${key.part}`) })
  }
  const stateText = (state: string): string => (STATES.includes(state) ? t(`trace.state.${state}`) : state)
  const texts: TraceTableTexts = {
    get noStack() {
      return t('trace.noStack')
    },
    get noStackHint() {
      return t('trace.noStackHint')
    },
    head: (table, column) => say(headKey(table, column)),
    word: (column, value) => {
      if (column === 'name' && value === '') return t('trace.unnamed')
      if (column === 'reason' && value === '') return '–'
      if (column === 'lastState' || column === 'from') return stateText(value)
      if (column === 'class' && /^[a-z]+$/.test(value) && WAIT_WORDS.includes(value)) return t(`trace.wait.${value}`)
      if (column === 'kind' && RANGE_WORDS.includes(value)) return t(`trace.range.${value}`)
      if (/^is[A-Z]/.test(column)) return value === 'yes' ? t('trace.yes') : value === 'no' ? t('trace.no') : value
      return null
    },
  }
  const showName = (show: TraceShow): string => t(`trace.show.${show}`)
  function rowTitle(table: TraceListed, row: TraceRow): string {
    const of = (column: string): string => textOf(valueAt(row, column))
    const ns = (column: string): string => formatDuration(Number(valueAt(row, column) ?? Number.NaN))
    switch (table) {
      case 'pauses':
        return `${of('kind')}, ${ns('pauseNs')}`
      case 'gcCycles':
        return t('trace.cycleTitle', { n: of('cycle') })
      case 'goroutines':
        return t('trace.goroutineTitle', { id: of('id') })
      case 'waits':
      case 'wakers':
        return [of('reason'), of('place')].filter(Boolean).join(', ')
      case 'scheduling':
        return [stateText(of('from')), of('place')].filter(Boolean).join(', ')
      case 'syscalls':
        return of('place') || showName(table)
      case 'procs':
        return `P ${of('number')}`
      case 'tasks':
        return t('trace.taskTitle', { id: of('id'), name: of('name') })
      case 'logs':
        return `${of('category')}: ${of('message')}`
      case 'stages':
        return of('path')
      case 'spans':
      case 'spanClasses':
        return of('class')
      case 'spanCycles':
        return `${t('trace.cycleTitle', { n: of('cycle') })}, ${of('class')}`
      case 'objects':
        return [of('type'), of('site')].filter(Boolean).join(', ')
      case 'generations':
        return t('trace.generationTitle', { n: of('number') })
      case 'regionSites':
        return [of('name'), of('place')].filter(Boolean).join(', ')
      case 'ranges':
        return [t(`trace.range.${of('kind')}`), of('name'), of('place')].filter(Boolean).join(', ')
      default:
        return of('name') || t('trace.unnamed')
    }
  }
  return { texts, showName, stateText, rowTitle }
}

const WAIT_WORDS = ['network', 'channel', 'select', 'sync', 'sleep', 'gc', 'system', 'forever', 'unnamed', 'other']
/** Kinds of ranges, and of stages. */
const RANGE_WORDS = ['sweep', 'assist', 'worker', 'region', 'task']

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
