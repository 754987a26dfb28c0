/** Follows the pointer that was pressed on a handle, also outside of it, until it is let go. */
export function followPointer(
  event: PointerEvent,
  onMove: (moved: PointerEvent) => void,
  onEnd: () => void = () => undefined,
): void {
  const handle = event.currentTarget as HTMLElement
  handle.setPointerCapture(event.pointerId)
  handle.addEventListener('pointermove', onMove)
  handle.addEventListener(
    'lostpointercapture',
    () => {
      handle.removeEventListener('pointermove', onMove)
      onEnd()
    },
    { once: true },
  )
}
