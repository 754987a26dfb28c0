import { ref, type Ref } from 'vue'
import { dragged, isClick, startDrag, type BrushDrag, type Stretch } from '../../charts/brush.ts'

/** Controls over the charts are clicked, not brushed. */
export const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a, input, select, table, [role="menu"], [role="grid"]') !== null

export interface BrushPointer {
  /** The brush while it is drawn. */
  preview: Ref<Stretch | null>
  isDragging: () => boolean
  onDown: (event: PointerEvent) => void
  onMove: (event: PointerEvent) => void
  onUp: (event: PointerEvent) => void
  cancel: () => void
}

/** Drawing, moving and resizing the brush with the pointer; a press without a way is a click on what lies there. */
export function useBrushPointer(area: {
  element: () => HTMLElement | null
  range: () => Stretch | null
  domain: () => Stretch
  /** Plot's left edge and width, CSS pixels. */
  plot: () => { left: number; width: number }
  toValue: (x: number) => number
  onRange: (next: Stretch) => void
  onPick: (at: number) => void
}): BrushPointer {
  const preview = ref<Stretch | null>(null)
  let drag: BrushDrag | null = null

  const xOf = (event: PointerEvent): number => event.clientX - (area.element()?.getBoundingClientRect().left ?? 0)
  /** Four pixels, as axis values. */
  const tolerance = (): number => ((area.domain().to - area.domain().from) / area.plot().width) * 4
  function cancel(): void {
    drag = null
    preview.value = null
  }

  return {
    preview,
    isDragging: () => drag !== null,
    onDown: (event) => {
      const x = xOf(event)
      const { left, width } = area.plot()
      if (event.button !== 0 || isControl(event.target) || x < left - 6 || x > left + width + 6) return
      drag = startDrag(area.toValue(x), area.range(), tolerance())
      area.element()?.setPointerCapture(event.pointerId)
    },
    onMove: (event) => {
      if (drag) preview.value = dragged(drag, area.toValue(xOf(event)), area.domain())
    },
    onUp: (event) => {
      if (!drag) return
      const at = area.toValue(xOf(event))
      const { kind, origin } = drag
      const result = preview.value
      const hasMoved = Math.abs(at - origin) >= tolerance()
      cancel()
      if (!hasMoved) area.onPick(at)
      else if (result && !(kind === 'new' && isClick(result, tolerance()))) area.onRange(result)
    },
    cancel,
  }
}
