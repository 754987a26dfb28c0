// What fills most of each pixel of a track: time by class, added up from intervals or from buckets of zoom levels.
const CLASSES = 16

export class PixelRow {
  private readonly fromNs: number
  private readonly toNs: number
  private readonly pixels: number
  /** Nanoseconds of a pixel. */
  private readonly width: number
  private readonly weights: Float64Array

  constructor({ fromNs, toNs, pixels }: { fromNs: number; toNs: number; pixels: number }) {
    this.fromNs = fromNs
    this.toNs = toNs
    this.pixels = pixels
    this.width = (toNs - fromNs) / pixels
    this.weights = new Float64Array(pixels * CLASSES)
  }

  clear(): void {
    this.weights.fill(0)
  }

  /** `share`: of that time. */
  add(of: number, start: number, end: number, share = 1): void {
    const { fromNs, pixels, width, weights } = this
    const from = Math.max(start, fromNs)
    const to = Math.min(end, this.toNs)
    if (to <= from) return
    const last = Math.min(pixels - 1, Math.floor((to - fromNs) / width))
    for (let pixel = Math.floor((from - fromNs) / width); pixel <= last; pixel++) {
      const left = Math.max(from, fromNs + pixel * width)
      const right = Math.min(to, fromNs + (pixel + 1) * width)
      if (right > left) weights[pixel * CLASSES + of]! += (right - left) * share
    }
  }

  /** Buckets of a level, none wider than a pixel: there are thousands to a segment. */
  addBuckets(values: Uint8Array, first: number, count: number, startNs: number, bucketNs: number): void {
    const { fromNs, toNs, pixels, width, weights } = this
    let pixel = Math.max(0, Math.floor((startNs - fromNs) / width))
    let edge = fromNs + (pixel + 1) * width
    let end = startNs
    for (let bucket = 0; bucket < count; bucket++) {
      const left = Math.max(end, fromNs)
      end = startNs + (bucket + 1) * bucketNs
      const value = values[first + bucket] as number
      const right = Math.min(end, toNs)
      if (value === 0 || right <= left) continue
      while (edge <= left && pixel < pixels - 1) edge = fromNs + (++pixel + 1) * width
      const share = (value & 15) / 15
      const at = pixel * CLASSES + (value >> 4)
      if (right <= edge || pixel === pixels - 1) weights[at]! += (right - left) * share
      else {
        weights[at]! += (edge - left) * share
        weights[at + CLASSES]! += (right - edge) * share
      }
    }
  }

  /** A byte per pixel: class × 16 + how much of the pixel it fills (1 … 15); 0 where there is nothing. */
  paint(into: Uint8Array): void {
    const { weights, width } = this
    for (let pixel = 0; pixel < into.length; pixel++) {
      let most = -1
      for (let of = 0; of < CLASSES; of++) {
        const weight = weights[pixel * CLASSES + of] as number
        if (weight > 0 && (most < 0 || weight > (weights[pixel * CLASSES + most] as number))) most = of
      }
      if (most < 0) continue
      const share = (weights[pixel * CLASSES + most] as number) / width
      into[pixel] = most * 16 + Math.max(1, Math.min(15, Math.round(share * 15)))
    }
  }
}
