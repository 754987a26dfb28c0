import { onBeforeUnmount } from 'vue'

/** What lies over the window for a while. */
const PASSING = '[role="dialog"], [role="menu"], [role="listbox"]'

/**
 * Keeps the focus in the window. Where the element that had it goes away (a closed pane, a row that was removed, a button that gave
 * way to another), the browser would begin again at the top of the page: instead the focus goes to the nearest part around it that is
 * still there; where that was a dialog or a menu, to what is nearest to where the focus was before it. A click on nothing takes the focus away on purpose and is left alone. Called once, by the frame.
 */
export function useFocusRescue(): void {
  let last: HTMLElement | null = null
  /** What was around it, innermost first: once it is gone it cannot be asked. */
  let around: HTMLElement[] = []
  /** The same of what had the focus last outside of dialogs and menus, itself included. */
  let below: HTMLElement[] = []

  function onFocusin(event: FocusEvent): void {
    if (!(event.target instanceof HTMLElement)) return
    last = event.target
    around = []
    for (let at = last.parentElement; at && at !== document.body; at = at.parentElement) around.push(at)
    if (!last.closest(PASSING)) below = [last, ...around]
  }
  function onFocusout(event: FocusEvent): void {
    // Let go by hand: nothing to bring back.
    if (event.relatedTarget === null && last?.isConnected && document.hasFocus()) queueMicrotask(forget)
  }
  function forget(): void {
    if (last?.isConnected && document.activeElement === document.body) last = null
  }

  function rescue(): void {
    if (last === null || last.isConnected || document.activeElement !== document.body) return
    last = null
    const place = [...around, ...below].find((element) => element.isConnected && element.checkVisibility?.() !== false)
    if (!place) return
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1
    place.focus({ preventScroll: true })
  }
  // A dialog that closes gives the focus back by itself, a moment later.
  let waiting = 0
  const observer = new MutationObserver(() => {
    if (last === null || last.isConnected) return
    clearTimeout(waiting)
    waiting = window.setTimeout(rescue, 50)
  })

  document.addEventListener('focusin', onFocusin)
  document.addEventListener('focusout', onFocusout)
  observer.observe(document.body, { childList: true, subtree: true })
  onBeforeUnmount(() => {
    document.removeEventListener('focusin', onFocusin)
    document.removeEventListener('focusout', onFocusout)
    observer.disconnect()
    clearTimeout(waiting)
  })
}
