// Notes about what a brush area shows: what the gesture means there, and the row of flags in which a click sets one.
import { ref, type Ref } from 'vue'
import type { Stretch } from '../../charts/brush.ts'
import type { AnnotationAnchor } from '../../../shared/records/index.ts'
import type { AnchorOf } from '../annotations/annotatable.ts'
import { useAnnotationStore } from '../annotations/annotationStore.ts'
import { isControl } from './useBrushPointer.ts'

/** Height of the row of flags, CSS pixels. */
export const FLAG_ROW = 13

interface Parts {
  element: () => HTMLElement | null
  /** What a note about a stretch is anchored to; null: nothing can be noted here. */
  anchorOf: () => ((stretch: Stretch) => AnnotationAnchor) | null
  domain: () => Stretch
  range: () => Stretch | null
  /** Where the keyboard's cross-hair is, and an instant that is kept marked. */
  cross: () => number | null
  selectedAt: () => number | null
  /** Plot's left edge and width, and where its flags stand, CSS pixels. */
  plot: () => { left: number; width: number; flagsTop: number }
  toValue: (x: number) => number
}

export interface BrushNotes {
  anchorAt: AnchorOf
  /** True over the row of flags, where a press is no brush. */
  isOnFlagRow: (event: MouseEvent) => boolean
  /** Where a click would set a flag, CSS pixels; null elsewhere. */
  ghostX: Ref<number | null>
  onMove: (event: PointerEvent, isDragging: boolean) => void
  onLeave: () => void
  onClick: (event: MouseEvent) => void
}

export function useBrushNotes(parts: Parts): BrushNotes {
  const annotations = useAnnotationStore()
  const ghostX = ref<number | null>(null)
  const box = (): DOMRect | null => parts.element()?.getBoundingClientRect() ?? null
  const xOf = (event: MouseEvent): number => event.clientX - (box()?.left ?? 0)

  /**
   * The brush where the pointer or the keyboard's cross-hair is on it, else the instant they mean; the keyboard without a
   * cross-hair means the brush, the selected instant, the middle.
   */
  const anchorAt: AnchorOf = (at) => {
    const anchorOf = parts.anchorOf()
    if (!anchorOf) return null
    const [domain, range] = [parts.domain(), parts.range()]
    const value = at ? parts.toValue(at.x - (box()?.left ?? 0)) : parts.cross()
    if (range && (value === null || (value >= range.from && value <= range.to))) return anchorOf(range)
    const instant = value ?? parts.selectedAt() ?? (domain.from + domain.to) / 2
    const inside = Math.min(domain.to, Math.max(domain.from, instant))
    return anchorOf({ from: inside, to: inside })
  }

  function isOnFlagRow(event: MouseEvent): boolean {
    if (!parts.anchorOf() || !annotations.canAnnotate) return false
    const { left, width, flagsTop } = parts.plot()
    const [x, y] = [xOf(event), event.clientY - (box()?.top ?? 0)]
    return y >= flagsTop - 2 && y < flagsTop + FLAG_ROW && x >= left && x <= left + width
  }

  return {
    anchorAt,
    isOnFlagRow,
    ghostX,
    onMove: (event, isDragging) => {
      const isFree = !isDragging && !isControl(event.target) && isOnFlagRow(event)
      ghostX.value = isFree ? Math.round(xOf(event)) + 0.5 : null
    },
    onLeave: () => (ghostX.value = null),
    /** A click in the row of flags notes that instant, or the brush where it is clicked on. */
    onClick: (event) => {
      if (isControl(event.target) || !isOnFlagRow(event)) return
      const about = anchorAt({ x: event.clientX, y: event.clientY })
      const top = (box()?.top ?? 0) + parts.plot().flagsTop
      if (about) annotations.annotate(about, null, new DOMRect(event.clientX, top, 0, FLAG_ROW))
    },
  }
}
