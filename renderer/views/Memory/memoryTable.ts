// The waterfall as a table: every step with its figure, how far it may be off, its counter, and where and when that was read.
import type { WaterfallStep } from '../../../shared/contract/memoryCalls.ts'
import { columnFormat } from '../../../shared/units/unitScale.ts'
import type { AboutId } from '../../components/about/aboutIds.ts'
import type { TableColumn } from '../../components/dataTable.ts'

/** Text of heads and cells in the language shown. */
export interface MemoryTableTexts {
  head: (column: 'step' | 'class' | 'bytes' | 'error' | 'counter' | 'source' | 'time' | 'distance' | 'note') => string
  step: (step: WaterfallStep) => string
  class: (step: WaterfallStep) => string
  note: (step: WaterfallStep) => string
  time: (ms: number) => string
}

/** What the figure of a step is. */
export function aboutStep({ kind, memoryClass, id }: Pick<WaterfallStep, 'kind' | 'memoryClass' | 'id'>): AboutId {
  if (kind === 'remainder') return 'memoryRemainder'
  if (memoryClass === 'total') return id === 'container' ? 'memoryContainer' : 'memoryResident'
  if (memoryClass === 'live') return kind === 'total' ? 'memoryLive' : 'memoryHolder'
  const abouts: Partial<Record<WaterfallStep['memoryClass'], AboutId>> = {
    dead: 'memoryDead',
    slack: 'memorySlack',
    stacks: 'memoryStacks',
    meta: 'memoryMeta',
    outside: 'memoryOutside',
  }
  return abouts[memoryClass] ?? 'memoryRemainder'
}

export function memoryColumns(steps: readonly WaterfallStep[], texts: MemoryTableTexts): TableColumn<WaterfallStep>[] {
  const { head } = texts
  const { unit, format } = columnFormat(
    'bytes',
    steps.reduce((most, { bytes }) => Math.max(most, Math.abs(bytes)), 0),
    1,
  )
  return [
    {
      id: 'step',
      title: head('step'),
      width: 220,
      grows: true,
      hasNotes: true,
      text: texts.step,
      value: texts.step,
      hint: texts.step,
      field: { name: 'step', kind: 'text', isSearched: true },
    },
    {
      id: 'class',
      title: head('class'),
      width: 116,
      isFaint: true,
      showFrom: 920,
      text: texts.class,
      value: texts.class,
      field: { name: 'class', kind: 'text', isSearched: true },
    },
    {
      id: 'bytes',
      title: `${head('bytes')}, ${unit}`,
      name: head('bytes'),
      align: 'right',
      width: 92,
      isStrong: true,
      about: 'memoryWaterfall',
      text: ({ bytes }) => format(bytes),
      value: ({ bytes }) => bytes,
      field: { name: 'size', kind: 'quantity', unit: 'bytes' },
    },
    {
      id: 'error',
      title: `±, ${unit}`,
      name: head('error'),
      align: 'right',
      width: 72,
      isFaint: true,
      about: 'memoryError',
      text: ({ errorBytes }) => (errorBytes === null ? '–' : format(errorBytes)),
      value: ({ errorBytes }) => errorBytes,
      field: { name: 'error', kind: 'quantity', unit: 'bytes' },
    },
    {
      id: 'counter',
      title: head('counter'),
      width: 160,
      isMono: true,
      text: ({ counter }) => counter || '–',
      value: ({ counter }) => counter,
      hint: ({ counter }) => counter,
      field: { name: 'counter', kind: 'text', isSearched: true },
    },
    {
      id: 'source',
      title: head('source'),
      width: 150,
      text: ({ origin }) => origin?.path ?? '–',
      value: ({ origin }) => origin?.path ?? null,
      hint: ({ origin }) => origin?.path ?? '',
      field: { name: 'source', kind: 'text', isSearched: true },
    },
    {
      id: 'time',
      title: head('time'),
      width: 104,
      isMono: true,
      text: ({ origin }) => (origin ? texts.time(origin.atMs) : '–'),
      value: ({ origin }) => origin?.atMs ?? null,
    },
    {
      id: 'distance',
      title: `${head('distance')}, s`,
      name: head('distance'),
      align: 'right',
      width: 80,
      isFaint: true,
      about: 'memoryDistance',
      showFrom: 1000,
      text: ({ origin }) => (origin ? (origin.distanceMs / 1000).toFixed(1) : '–'),
      value: ({ origin }) => (origin ? origin.distanceMs * 1e6 : null),
      field: { name: 'distance', kind: 'quantity', unit: 'ns' },
    },
    {
      id: 'note',
      title: head('note'),
      width: 220,
      grows: true,
      isFaint: true,
      showFrom: 1240,
      text: texts.note,
      value: texts.note,
      hint: texts.note,
    },
  ]
}
