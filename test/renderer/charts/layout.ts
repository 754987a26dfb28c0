// Nothing is laid out in happy-dom: elements have no size, and virtual rows and canvases stay empty. This gives every element one.

class StillObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** Every element is 900 × 600; nothing changes its size. Call before mounting. */
export function giveLayout(): void {
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 900 })
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 600 })
  for (const place of [globalThis, document.defaultView]) {
    if (place) Object.defineProperty(place, 'ResizeObserver', { configurable: true, value: StillObserver })
  }
}
