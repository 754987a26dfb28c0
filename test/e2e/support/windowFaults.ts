// What is wrong with how a window is laid out, found by measuring: text that is cut where nothing says so, texts that lie over each
// other, controls that cannot be seen. Runs inside the page.
import type { Page } from '@playwright/test'

/** Faults of what is shown, each as a sentence with its place. */
export const windowFaults = (page: Page): Promise<string[]> => page.evaluate(measure)

/** Serialised into the page: uses nothing from outside. */
function measure(): string[] {
  interface Box {
    left: number
    top: number
    right: number
    bottom: number
  }
  interface Piece {
    element: Element
    words: string
    box: Box
  }
  /** Rounding of glyphs and half pixels. */
  const SLACK = 1.5
  const OVERLAP = 2.5
  const faults: string[] = []

  const pathOf = (element: Element): string => {
    const parts: string[] = []
    for (let at: Element | null = element; at && at !== document.body && parts.length < 4; at = at.parentElement) {
      const id = at.getAttribute('data-testid')
      parts.unshift(
        id === null ? at.tagName.toLowerCase() + [...at.classList].map((name) => `.${name}`).join('') : `[${id}]`,
      )
      if (id !== null) break
    }
    return parts.join(' > ')
  }
  const isShown = (element: Element): boolean => {
    // Words for screen readers, and what is only seen while it has the focus, are clipped away.
    for (let at: Element | null = element; at; at = at.parentElement)
      if (getComputedStyle(at).clipPath === 'inset(50%)') return false
    if (element instanceof HTMLElement && !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      return false
    return true
  }
  const clips = (value: string): boolean => value === 'hidden' || value === 'clip'
  const cut = (a: Box, b: Box): Box => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  })

  const pieces: Piece[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const words = (node.textContent ?? '').trim()
    const element = node.parentElement
    if (
      words === '' ||
      !element ||
      /^(SCRIPT|STYLE|OPTION|TITLE|NOSCRIPT)$/i.test(element.tagName) ||
      !isShown(element)
    )
      continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const line of range.getClientRects()) {
      if (line.width < 1 || line.height < 1) continue
      let box: Box = { left: line.left, top: line.top, right: line.right, bottom: line.bottom }
      let isReachable = true
      let isMeant = false
      let isInBlock = false
      for (let at: Element | null = element; at && at !== document.body && isReachable; at = at.parentElement) {
        const style = getComputedStyle(at)
        // Only the block that the text itself is in writes the dots.
        if (!isInBlock && (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none')) isMeant = true
        isInBlock ||= style.display !== 'inline' && style.display !== 'contents'
        const frame = at.getBoundingClientRect()
        if (at instanceof SVGElement && at.tagName !== 'svg') continue
        const [x, y] = [style.overflowX, style.overflowY]
        if (x !== 'visible' || y !== 'visible') {
          const sideways = clips(x) && (box.left < frame.left - SLACK || box.right > frame.right + SLACK)
          const upright = clips(y) && (box.top < frame.top - 4 || box.bottom > frame.bottom + 4)
          if ((sideways || upright) && !isMeant) faults.push(`cut: “${words.slice(0, 40)}” in ${pathOf(at)}`)
          // What a scroller hides can be scrolled to; what is left of it is measured on.
          box = cut(box, frame)
        }
        if (box.right - box.left < 1 || box.bottom - box.top < 1) isReachable = false
      }
      if (!isReachable) continue
      if (box.right > innerWidth + SLACK || box.bottom > innerHeight + SLACK || box.left < -SLACK || box.top < -SLACK)
        faults.push(`outside the window: “${words.slice(0, 40)}” ${pathOf(element)}`)
      pieces.push({ element, words, box })
    }
  }

  // What something opaque lies over cannot be read: a table's rows below its head.
  const isCovered = ({ element, box }: Piece): boolean => {
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
    for (const at of document.elementsFromPoint(x, y)) {
      if (at.contains(element) || element.contains(at)) return false
      if (!/^(transparent|rgba\(.*, 0\))$/.test(getComputedStyle(at).backgroundColor)) return true
    }
    return false
  }
  const byTop = pieces.filter((piece) => !isCovered(piece)).sort((a, b) => a.box.top - b.box.top)
  byTop.forEach((a, index) => {
    for (let next = index + 1; next < byTop.length; next++) {
      const b = byTop[next] as Piece
      if (b.box.top > a.box.bottom - OVERLAP) break
      if (a.element === b.element) continue
      const both = cut(a.box, b.box)
      if (both.right - both.left > OVERLAP && both.bottom - both.top > OVERLAP)
        faults.push(
          `overlap: “${a.words.slice(0, 30)}” ${pathOf(a.element)} and “${b.words.slice(0, 30)}” ${pathOf(b.element)}`,
        )
    }
  })

  const canvas = document.createElement('canvas').getContext('2d')
  for (const field of document.querySelectorAll('input, textarea')) {
    const { placeholder, value, clientWidth } = field as HTMLInputElement
    if (!isShown(field) || placeholder === '' || value !== '' || !canvas) continue
    const style = getComputedStyle(field)
    canvas.font = style.font
    const room = clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight)
    if (
      field.tagName === 'INPUT' &&
      style.textOverflow !== 'ellipsis' &&
      canvas.measureText(placeholder).width > room + SLACK
    )
      faults.push(`cut placeholder: “${placeholder}” ${pathOf(field)}`)
  }

  for (const control of document.querySelectorAll('button, a[href], input, select, textarea, [tabindex="0"]')) {
    if (!isShown(control)) continue
    const { width, height } = control.getBoundingClientRect()
    if (width < 1 || height < 1)
      faults.push(`control without size: ${pathOf(control)} “${(control.textContent ?? '').trim().slice(0, 30)}”`)
  }
  // A few pixels are nobody's content, and cost a scrollbar.
  const A_FEW = 12
  for (const scroller of document.querySelectorAll('*')) {
    const over = scroller.scrollWidth - scroller.clientWidth
    if (
      over <= SLACK ||
      over > A_FEW ||
      !/auto|scroll/.test(getComputedStyle(scroller).overflowX) ||
      // Tabs that do not fit are listed by a button beside them.
      scroller.matches('.dv-tabs-container') ||
      !isShown(scroller)
    )
      continue
    faults.push(`scrolls sideways by ${over} px: ${pathOf(scroller)}`)
  }
  const { scrollWidth, scrollHeight } = document.documentElement
  if (scrollWidth > innerWidth || scrollHeight > innerHeight)
    faults.push(`the window itself scrolls: ${scrollWidth} × ${scrollHeight}`)
  return [...new Set(faults)]
}
