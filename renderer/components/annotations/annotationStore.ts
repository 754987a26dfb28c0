import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Annotation, AnnotationAnchor, AnnotationDraft } from '../../../shared/records/index.ts'
import { call } from '../../api/client.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'
import { translate } from '../../i18n/index.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { useSelectionStore } from '../../stores/selection.ts'
import { useToastStore } from '../../stores/toasts.ts'
import { anchorOfLink } from './annotationAnchor.ts'
import { engineText } from '../../i18n/engineText.ts'

/** What the editor is open for: a new annotation, or one that exists. */
export interface EditorState {
  anchor: AnnotationAnchor
  annotation: Annotation | null
  /** Where it opens: the box of what was clicked. */
  near: DOMRect
}

/** Annotations of the case, the editor and the list: one gesture (`a`, or a button) on whatever is selected. */
export const useAnnotationStore = defineStore('annotations', () => {
  const caseStore = useCaseStore()
  const selection = useSelectionStore()
  const toasts = useToastStore()
  const query = useCaseQuery('annotations.list', () => (caseStore.isOpen ? {} : null))

  const all = computed<readonly Annotation[]>(() => query.data.value ?? [])
  const editing = shallowRef<EditorState | null>(null)
  const isListOpen = ref(false)
  /** A view that knows better than the selection what `a` is about. */
  const subject = shallowRef<(() => AnnotationAnchor | null) | null>(null)

  const anchor = computed(() => subject.value?.() ?? anchorOfLink(selection.link))
  const canAnnotate = computed(() => !caseStore.isReadOnly && anchor.value !== null)

  function nearTo(element: Element | null): DOMRect {
    const box = element && element !== document.body ? element.getBoundingClientRect() : null
    // A whole pane is no place to open beside: then the upper middle of the window.
    if (box && box.width > 0 && box.width < 480 && box.height < 120) return box
    return new DOMRect(window.innerWidth / 2, Math.min(160, window.innerHeight / 4), 0, 0)
  }

  /** Opens the editor for what is selected, or for `about`. */
  function annotate(
    about: AnnotationAnchor | null = anchor.value,
    beside: Element | null = document.activeElement,
  ): void {
    if (about === null || caseStore.isReadOnly) return
    editing.value = { anchor: about, annotation: null, near: nearTo(beside) }
  }
  function edit(annotation: Annotation, beside: Element | null = document.activeElement): void {
    editing.value = { anchor: annotation.anchor, annotation, near: nearTo(beside) }
  }
  function closeEditor(): void {
    editing.value = null
  }

  /** Keeps the editor's text. False where the case refused it: then the editor stays open and nothing is lost. */
  async function save(draft: Omit<AnnotationDraft, 'anchor'>): Promise<boolean> {
    const state = editing.value
    if (!state) return false
    const answer = state.annotation
      ? await call('annotations.update', { id: state.annotation.id, ...draft })
      : await call('annotations.create', { anchor: state.anchor, ...draft })
    if (!answer.ok) {
      toasts.show(engineText(answer.error), { tone: 'error' })
      return false
    }
    editing.value = null
    query.reload()
    return true
  }

  /** Deletes at once; the toast takes it back. */
  async function remove(annotation: Annotation): Promise<void> {
    const answer = await call('annotations.delete', { id: annotation.id })
    if (!answer.ok) return toasts.show(engineText(answer.error), { tone: 'error' })
    if (editing.value?.annotation?.id === annotation.id) editing.value = null
    query.reload()
    toasts.show(translate('annotations.deleted'), {
      action: { title: translate('common.undo'), run: () => void undo() },
    })
  }

  async function undo(): Promise<void> {
    const answer = await call('edits.undo', {})
    if (!answer.ok) toasts.show(engineText(answer.error), { tone: 'error' })
    query.reload()
  }

  return {
    all,
    error: query.error,
    editing,
    isListOpen,
    subject,
    anchor,
    canAnnotate,
    annotate,
    edit,
    closeEditor,
    save,
    remove,
  }
})
