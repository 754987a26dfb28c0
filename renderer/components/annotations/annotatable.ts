// Which parts of the screen can be annotated: each says what it is about, and the gesture (key, context menu) finds the nearest.
import type { ObjectDirective } from 'vue'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'

/** What an element is about; `at` is where the pointer is, in client pixels, null for the keyboard. */
export type AnchorOf = (at: { x: number; y: number } | null) => AnnotationAnchor | null

const anchors = new WeakMap<Element, AnchorOf>()

export interface FoundAnchor {
  anchor: AnnotationAnchor
  /** Beside which the editor opens. */
  element: Element
}

/** Says what an element is about until the returned function is called. */
export function makeAnnotatable(element: Element, anchorOf: AnchorOf): () => void {
  anchors.set(element, anchorOf)
  element.setAttribute('data-annotatable', '')
  return () => {
    if (anchors.get(element) !== anchorOf) return
    anchors.delete(element)
    element.removeAttribute('data-annotatable')
  }
}

/** `v-annotatable="(at) => anchor"`. */
export const vAnnotatable: ObjectDirective<HTMLElement, AnchorOf | null> = {
  mounted: (element, { value }) => void (value && makeAnnotatable(element, value)),
  updated: (element, { value, oldValue }) => {
    if (value === oldValue) return
    if (value) makeAnnotatable(element, value)
    else anchors.delete(element)
  },
  unmounted: (element) => void anchors.delete(element),
}

const own = (element: Element, at: { x: number; y: number } | null): FoundAnchor | null => {
  const anchor = anchors.get(element)?.(at) ?? null
  return anchor && { anchor, element }
}

/** The nearest element around this one that is about something. */
export function anchorAround(start: Element | null, at: { x: number; y: number } | null = null): FoundAnchor | null {
  for (let element = start?.closest('[data-annotatable]') ?? null; element;) {
    const found = own(element, at)
    if (found) return found
    element = element.parentElement?.closest('[data-annotatable]') ?? null
  }
  return null
}

/**
 * What has the focus: the element itself or the row selected in it (tables and lists keep the focus while their rows are
 * selected), else what is around it.
 */
export function anchorOfFocus(focused: Element | null): FoundAnchor | null {
  if (!focused || focused === document.body) return null
  const itself = own(focused, null)
  if (itself) return itself
  const selected = focused.querySelector('[aria-selected="true"], [data-selected]')
  for (const element of [selected, selected?.querySelector('[data-annotatable]') ?? null]) {
    const found = element && own(element, null)
    if (found) return found
  }
  return anchorAround(focused)
}
