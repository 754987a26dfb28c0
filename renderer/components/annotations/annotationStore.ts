import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import {
  isLines,
  type Annotation,
  type AnnotationAnchor,
  type AnnotationDraft,
  type AnnotationId,
  type CitedAnnotation,
} from '../../../shared/records/index.ts'
import type { Result } from '../../../shared/lib/result.ts'
import { call } from '../../api/client.ts'
import { useCaseQuery } from '../../composables/useCaseQuery.ts'
import { engineText } from '../../i18n/engineText.ts'
import { translate } from '../../i18n/index.ts'
import { useCaseStore } from '../../stores/caseStore.ts'
import { usePreferencesStore } from '../../stores/preferences.ts'
import { useSelectionStore } from '../../stores/selection.ts'
import { useToastStore } from '../../stores/toasts.ts'
import { anchorAround, anchorOfFocus, type FoundAnchor } from './annotatable.ts'
import { anchorKey, anchorOfLink, linkOfAnchor } from './annotationAnchor.ts'
import { tagCounts } from './noteText.ts'

/** What the editor is open for: a new annotation, or one that exists. */
export interface EditorState {
  anchor: AnnotationAnchor
  annotation: Annotation | null
  /** Where it opens: the box of what was clicked. */
  near: DOMRect
  /** Gets the focus back. */
  from: HTMLElement | null
}

/** Annotations shown beside their flag: looked at in passing, or opened. */
export interface CardState {
  ids: readonly AnnotationId[]
  near: DOMRect
  /** False: shown while pointer or focus is on the flag. */
  isOpened: boolean
  /** Gets the focus back. */
  from: HTMLElement | null
}

/** Annotations of the case, the editor and the card: one gesture (`a`, the context menu, a button) on whatever is meant. */
export const useAnnotationStore = defineStore('annotations', () => {
  const caseStore = useCaseStore()
  const selection = useSelectionStore()
  const preferences = usePreferencesStore()
  const toasts = useToastStore()
  const query = useCaseQuery('annotations.list', () => (caseStore.isOpen ? {} : null))

  const all = computed<readonly CitedAnnotation[]>(() => query.data.value ?? [])
  const byId = computed(() => new Map(all.value.map((annotation) => [annotation.id, annotation])))
  const byAnchor = computed(() => Map.groupBy(all.value, ({ anchor }) => anchorKey(anchor)))
  const tags = computed(() => tagCounts(all.value))
  /** Those about exactly this. */
  const on = (anchor: AnnotationAnchor): readonly CitedAnnotation[] => byAnchor.value.get(anchorKey(anchor)) ?? []

  const editing = shallowRef<EditorState | null>(null)
  const card = shallowRef<CardState | null>(null)
  /** The one the Annotations view shows. */
  const selectedId = ref<AnnotationId | null>(null)
  /** A view that knows better than the selection what `a` is about. */
  const subject = shallowRef<(() => AnnotationAnchor | null) | null>(null)
  /** What the pointer is over, for the key while nothing has the focus. */
  const hovered = shallowRef<Element | null>(null)
  /** A name is asked for once; who leaves it empty is not asked again for this case. */
  const wasAskedForName = ref(false)
  const asksForName = computed(
    () => caseStore.settings.author === '' && preferences.author === '' && !wasAskedForName.value,
  )

  watch(
    () => caseStore.opened?.handle,
    () => {
      editing.value = null
      card.value = null
      selectedId.value = null
      wasAskedForName.value = false
    },
  )

  const anchor = computed(() => subject.value?.() ?? anchorOfLink(selection.link))
  const canAnnotate = computed(() => caseStore.isOpen && !caseStore.isReadOnly)

  function nearTo(element: Element | null): DOMRect {
    const box = element && element !== document.body ? element.getBoundingClientRect() : null
    // A whole pane is no place to open beside: then the upper middle of the window.
    if (box && box.width > 0 && box.width < 480 && box.height < 120) return box
    // A wide row: beside its beginning.
    if (box && box.width > 0 && box.height > 0 && box.height < 60)
      return new DOMRect(box.left + 40, box.top, 0, box.height)
    return new DOMRect(window.innerWidth / 2, Math.min(160, window.innerHeight / 4), 0, 0)
  }

  const focused = (): HTMLElement | null => {
    const { activeElement } = document
    return activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : null
  }

  /** What the gesture means now: what has the focus, else what is selected, else what the pointer is over. */
  function meant(): FoundAnchor | null {
    const found = anchorOfFocus(document.activeElement)
    if (found) return found
    const about = anchor.value
    if (about) return { anchor: about, element: document.activeElement ?? document.body }
    return anchorAround(hovered.value)
  }

  /** Opens the editor for what is meant, or for `about`; true when it did. */
  function annotate(
    about: AnnotationAnchor | null = null,
    beside: Element | null = document.activeElement,
    near: DOMRect | null = null,
  ): boolean {
    if (!canAnnotate.value) return false
    const found = about ? { anchor: about, element: beside } : meant()
    if (!found) {
      toasts.show(translate('annotations.nothingMeant'))
      return false
    }
    card.value = null
    editing.value = { anchor: found.anchor, annotation: null, near: near ?? nearTo(found.element), from: focused() }
    return true
  }
  function edit(annotation: Annotation, beside: Element | null = document.activeElement): void {
    if (caseStore.isReadOnly) return showCard([annotation.id], beside)
    const near = card.value?.near ?? nearTo(beside)
    const from = card.value?.from ?? focused()
    card.value = null
    editing.value = { anchor: annotation.anchor, annotation, near, from }
  }
  function closeEditor(): void {
    editing.value = null
  }

  /** Opens the annotations themselves, with what can be done with them. */
  function showCard(ids: readonly AnnotationId[], beside: Element | null, near: DOMRect | null = null): void {
    card.value = { ids, near: near ?? nearTo(beside), isOpened: true, from: focused() }
  }
  /** While pointer or focus is on a flag; an opened card stays. */
  function peek(ids: readonly AnnotationId[], beside: Element): void {
    if (!card.value?.isOpened) card.value = { ids, near: nearTo(beside), isOpened: false, from: null }
  }
  function unpeek(): void {
    if (!card.value?.isOpened) card.value = null
  }
  function closeCard(): void {
    card.value = null
  }

  /** Goes to what an annotation is about, exactly as it was; false where no view of this version shows it. */
  function goTo({ anchor: about, at }: CitedAnnotation): boolean {
    // Stacks of a text are those of goroutines, in dumps and in logs that a crash ends.
    const link = linkOfAnchor(about, at, (id) =>
      caseStore.sources.some((source) => source.id === id && isLines(source.kind)),
    )
    if (!link) {
      toasts.show(translate('annotations.noView'))
      return false
    }
    card.value = null
    selection.show(link)
    return true
  }

  /** True where the case took it; else says why and changes nothing here. */
  function taken<T>(answer: Result<T>): answer is { ok: true; value: T } {
    if (!answer.ok) toasts.show(engineText(answer.error), { tone: 'error' })
    else query.reload()
    return answer.ok
  }

  /** The author's name goes into the case before the first annotation, so that it already carries it. */
  async function giveName(name: string): Promise<boolean> {
    const author = name.trim() || preferences.author
    wasAskedForName.value = true
    if (author === '' || caseStore.settings.author !== '') return true
    const answer = await call('settings.update', { author })
    if (!answer.ok) {
      toasts.show(engineText(answer.error), { tone: 'error' })
      return false
    }
    caseStore.settings = answer.value
    if (preferences.author === '') await preferences.set({ author })
    return true
  }

  /** Keeps the editor's text. False where the case refused it: then the editor stays open and nothing is lost. */
  async function save(draft: Omit<AnnotationDraft, 'anchor'>, name = ''): Promise<boolean> {
    const state = editing.value
    if (!state || !(await giveName(name))) return false
    const answer = state.annotation
      ? await call('annotations.update', { id: state.annotation.id, ...draft })
      : await call('annotations.create', { anchor: state.anchor, ...draft })
    if (!taken(answer)) return false
    editing.value = null
    return true
  }

  const undoable = (text: string): void =>
    toasts.show(text, { action: { title: translate('common.undo'), run: () => void undo() } })

  /** Deletes at once; the toast takes it back. */
  async function remove(annotations: readonly Pick<Annotation, 'id'>[]): Promise<void> {
    const ids = annotations.map(({ id }) => id)
    const [only] = ids
    if (only === undefined) return
    const answer =
      ids.length === 1 ? await call('annotations.delete', { id: only }) : await call('annotations.deleteAll', { ids })
    if (!taken(answer)) return
    if (editing.value?.annotation && ids.includes(editing.value.annotation.id)) editing.value = null
    card.value = null
    undoable(translate('annotations.deleted', { n: ids.length }, ids.length))
  }

  /** Adds and removes tags of several at once; the toast takes it back. */
  async function retag(
    annotations: readonly Pick<Annotation, 'id'>[],
    add: string[],
    without: string[],
  ): Promise<void> {
    if (annotations.length === 0 || add.length + without.length === 0) return
    const ids = annotations.map(({ id }) => id)
    if (taken(await call('annotations.retag', { ids, add, remove: without })))
      undoable(translate('annotations.retagged', { n: ids.length }, ids.length))
  }

  async function undo(): Promise<void> {
    const answer = await call('edits.undo', {})
    if (!answer.ok) toasts.show(engineText(answer.error), { tone: 'error' })
    query.reload()
  }

  return {
    all,
    byId,
    tags,
    on,
    error: query.error,
    isLoading: query.isLoading,
    reload: query.reload,
    editing,
    card,
    selectedId,
    subject,
    hovered,
    anchor,
    canAnnotate,
    asksForName,
    annotate,
    edit,
    closeEditor,
    showCard,
    peek,
    unpeek,
    closeCard,
    goTo,
    save,
    remove,
    retag,
  }
})
