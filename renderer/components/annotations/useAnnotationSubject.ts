import { onBeforeUnmount, watch } from 'vue'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import { usePane } from '../../stores/selection.ts'
import { useAnnotationStore } from './annotationStore.ts'

/** What `a` is about while this view's pane is the active one: views know better than the selection. */
export function useAnnotationSubject(subject: () => AnnotationAnchor | null): void {
  const annotations = useAnnotationStore()
  const pane = usePane()
  const take = (): void => void (annotations.subject = subject)
  const leave = (): void => {
    if (annotations.subject === subject) annotations.subject = null
  }
  if (pane) watch(pane.isActive, (isActive) => (isActive ? take() : leave()), { immediate: true })
  else take()
  onBeforeUnmount(leave)
}
