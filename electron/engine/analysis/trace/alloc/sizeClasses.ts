// Size classes of the allocator, Go 1.16 to 1.27 (sizeclasses.go); the alloc/free experiment exists since 1.23.

/** Bytes of a slot by size class; 0: a span of its own for one large object. */
// prettier-ignore
export const CLASS_SIZES: readonly number[] = [
  0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416,
  448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200,
  3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384,
  18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
]

/** Bytes and number of the slots of a span. */
export function slotsOf(sizeClass: number, spanBytes: number): { slotBytes: number; slots: number } {
  const slotBytes = CLASS_SIZES[sizeClass] ?? 0
  return slotBytes === 0 ? { slotBytes: spanBytes, slots: 1 } : { slotBytes, slots: Math.floor(spanBytes / slotBytes) }
}

/** Bytes of the slot an object of this size takes; beyond the largest class itself. */
export const slotBytesFor = (size: number): number => CLASS_SIZES.find((slot) => slot >= size && slot > 0) ?? size
