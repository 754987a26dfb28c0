import { onBeforeUnmount } from 'vue'
import { useTrailStore } from '../stores/trail.ts'

/** Numbers of the buttons at the side of a mouse. */
const BACK = 3
const FORWARD = 4

/** The mouse's own buttons go back and forward, in both shells; a browser then does not go a second time. */
export function useMouseHistory(): void {
  const trail = useTrailStore()
  const onUp = (event: MouseEvent): void => {
    if (event.button !== BACK && event.button !== FORWARD) return
    event.preventDefault()
    if (event.button === BACK) trail.back()
    else trail.forward()
  }
  window.addEventListener('mouseup', onUp)
  onBeforeUnmount(() => window.removeEventListener('mouseup', onUp))
}
