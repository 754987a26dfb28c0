// Nothing is laid out in happy-dom: elements have no size, and virtual rows and canvases stay empty. This gives every element one.

class StillObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

/** Says the size once, as soon as it is asked. */
class SizedObserver extends StillObserver {
  readonly #say: ResizeObserverCallback
  constructor(say: ResizeObserverCallback) {
    super()
    this.#say = say
  }
  override observe(target?: Element): void {
    const entry = { target, contentRect: new DOMRect(0, 0, 900, 600) } as unknown as ResizeObserverEntry
    this.#say([entry], this)
  }
}

/** Every element is 900 × 600; nothing changes its size. Call before mounting. `isTold`: those who watch sizes hear of it. */
export function giveLayout({ isTold = false } = {}): void {
  Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => 900 })
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => 600 })
  for (const place of [globalThis, document.defaultView]) {
    if (place)
      Object.defineProperty(place, 'ResizeObserver', {
        configurable: true,
        value: isTold ? SizedObserver : StillObserver,
      })
  }
}
