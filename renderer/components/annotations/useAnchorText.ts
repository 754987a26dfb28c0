import { useI18n } from 'vue-i18n'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import { useZone } from '../../composables/useZone.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { anchorText } from './annotationAnchor.ts'

/** Names what an annotation is about, in the language shown. */
export function useAnchorText(): (anchor: AnnotationAnchor) => string {
  const { t } = useI18n()
  const { rangeText } = useZone()
  const store = useCaseStore()
  return (anchor) =>
    anchorText(anchor, {
      range: rangeText,
      cycle: (number) => t('annotations.onCycle', { number }),
      // The rule's name and what it is about, as the key has it: findings are looked up by the Findings view.
      finding: (key) => t('annotations.onFinding', { rule: key.split('@')[0] ?? key }),
      source: (id) => store.sources.find((source) => source.id === id)?.name ?? t('annotations.onSource', { id }),
    })
}
