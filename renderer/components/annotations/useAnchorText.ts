import { useI18n } from 'vue-i18n'
import type { AnnotationAnchor, PlacedAnnotation, TimeRange } from '../../../shared/records/index.ts'
import { formatCount, formatDuration } from '../../../shared/units/format.ts'
import { useZone } from '../../composables/useZone.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { anchorText } from './annotationAnchor.ts'

/** Entities that have a word of their own; others are called by their type. */
const ENTITY_TYPES = [
  'goroutine',
  'goroutineGroup',
  'lock',
  'traceEvent',
  'traceRow',
  'traceGoroutine',
  'series',
  'codeLine',
  'memoryStep',
] as const

/** Names what an annotation is about, and its place in time, in the language shown. */
export function useAnchorText(): {
  nameAnchor: (anchor: AnnotationAnchor) => string
  /** `14:31:07.330 + 72.0 ms`; '' for what lies nowhere in time. */
  placeText: (annotation: Pick<PlacedAnnotation, 'at'>) => string
  momentText: (range: TimeRange) => string
} {
  const { t } = useI18n()
  const { time } = useZone()
  const store = useCaseStore()

  const at = (range: TimeRange): string => {
    const length = range.to - range.from
    const digits = length > 0 && length < 10_000 ? 3 : 0
    return range.axis.kind === 'wall' ? time(range.from, digits) : `+${formatDuration(range.from * 1e6)}`
  }
  const momentText = (range: TimeRange): string => {
    const length = range.to - range.from
    return length > 0 ? `${at(range)} + ${formatDuration(length * 1e6)}` : at(range)
  }
  const typeText = (type: string): string => {
    const known = ENTITY_TYPES.find((name) => name === type)
    return known ? t(`annotations.entity.${known}`) : type
  }
  const nameAnchor = (anchor: AnnotationAnchor): string =>
    anchorText(anchor, {
      range: momentText,
      cycle: (number) => t('annotations.onCycle', { number: formatCount(number) }),
      // The rule's name and what it is about, as the key has it: findings are looked up by the Findings view.
      finding: (key) => t('annotations.onFinding', { rule: key.split('@')[0] ?? key }),
      source: (id) => store.sources.find((source) => source.id === id)?.name ?? t('annotations.onSource', { id }),
      lines: (from, to, source) =>
        from === to
          ? t('annotations.onLine', { line: formatCount(from), source })
          : t('annotations.onLines', { from: formatCount(from), to: formatCount(to), source }),
      stack: (own, caller) => (caller === '' ? own : t('annotations.onStack', { own, caller })),
      entity: (type, name) => t('annotations.onEntity', { type: typeText(type), name }),
    })
  return { nameAnchor, momentText, placeText: ({ at: range }) => (range ? momentText(range) : '') }
}
