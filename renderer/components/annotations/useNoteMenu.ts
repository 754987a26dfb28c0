import type { AnnotationAnchor, AnnotationId } from '../../../shared/records/index.ts'
import { useAnnotationStore } from './annotationStore.ts'

/** A place of the window, CSS pixels. */
interface Place {
  x: number
  y: number
}

/**
 * What the entries of a menu do that is about to close: `owner` (a table, a stack) gets the focus back first, so that it has it again
 * when the editor or the card closes.
 */
export function useNoteMenu(owner: () => HTMLElement | null): {
  annotate: (anchor: AnnotationAnchor, at: Place) => void
  show: (ids: readonly AnnotationId[], at: Place) => void
} {
  const store = useAnnotationStore()
  const later = (action: () => void): void =>
    void setTimeout(() => {
      owner()?.focus()
      action()
    }, 0)
  const box = ({ x, y }: Place): DOMRect => new DOMRect(x, y, 0, 0)
  return {
    annotate: (anchor, at) => later(() => store.annotate(anchor, owner(), box(at))),
    show: (ids, at) => later(() => store.showCard(ids, owner(), box(at))),
  }
}
