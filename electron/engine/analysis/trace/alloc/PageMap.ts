// Pages of the heap by number: which span holds each, and when it was last given back. The heap is mostly one stretch, so arrays; what lies
// far off is in a map.

/** 2^24 pages: 128 GiB. */
const ARRAY_PAGES = 1 << 24

export class PageMap {
  private spans = new Int32Array(1024)
  private freed = new Float64Array(1024).fill(Number.NaN)
  private readonly far = new Map<number, { span: number; freedNs: number }>()

  /** Index of the span that holds a page; −1: none. */
  spanOf(page: number): number {
    if (page < this.spans.length) return (this.spans[page] as number) - 1
    return this.far.get(page)?.span ?? -1
  }

  /** When its last span was freed; NaN: never in the trace. */
  freedNs(page: number): number {
    if (page < this.freed.length) return this.freed[page] as number
    return this.far.get(page)?.freedNs ?? Number.NaN
  }

  take(page: number, span: number): void {
    if (page >= ARRAY_PAGES) {
      this.far.set(page, { span, freedNs: this.freedNs(page) })
      return
    }
    if (page >= this.spans.length) this.grow(page)
    this.spans[page] = span + 1
  }

  free(page: number, atNs: number): void {
    if (page >= this.spans.length) {
      this.far.set(page, { span: -1, freedNs: atNs })
      return
    }
    this.spans[page] = 0
    this.freed[page] = atNs
  }

  private grow(page: number): void {
    const length = Math.min(ARRAY_PAGES, Math.max(page + 1, this.spans.length * 2))
    const spans = new Int32Array(length)
    spans.set(this.spans)
    this.spans = spans
    const freed = new Float64Array(length).fill(Number.NaN)
    freed.set(this.freed)
    this.freed = freed
  }
}
