// Hatching: the second channel where colour alone would not tell classes apart (high contrast, forced colours, the unexplained remainder, a
// sweep, a wide syscall). One slant and spacing everywhere, for ECharts, for canvas and, as numbers, for SVG.

/** Slant of the lines in degrees, their distance and their width in CSS pixels. */
export const HATCH = { angle: 45, distance: 5, width: 1.5 } as const

/** ECharts' decal: lines of `colour` over a fill. */
export const hatchDecal = (colour: string): object => ({
  symbol: 'rect',
  color: colour,
  dashArrayX: [1, 0],
  dashArrayY: [HATCH.width, HATCH.distance - HATCH.width],
  rotation: (-HATCH.angle * Math.PI) / 180,
})

/** The part of a canvas that is used: a test gives its own. */
export interface PatternCanvas {
  createCanvas: (size: number) => { canvas: CanvasImageSource; context: CanvasRenderingContext2D | null }
}

const inDocument: PatternCanvas = {
  createCanvas: (size) => {
    const canvas = document.createElement('canvas')
    canvas.width = size
    canvas.height = size
    return { canvas, context: canvas.getContext('2d') }
  },
}

/**
 * A canvas pattern: slanted lines of `colour` on `ground` (null: nothing between them). Scaled by the device's pixel ratio so that lines
 * stay as wide as everywhere. Null where there is no canvas.
 */
export function hatchPattern(
  target: Pick<CanvasRenderingContext2D, 'createPattern'>,
  { colour, ground, ratio = 1 }: { colour: string; ground: string | null; ratio?: number },
  { createCanvas }: PatternCanvas = inDocument,
): CanvasPattern | null {
  // The smallest square that lines at 45° repeat in.
  const size = Math.max(2, Math.round(HATCH.distance * Math.SQRT2 * ratio))
  const { canvas, context } = createCanvas(size)
  if (!context) return null
  if (ground !== null) {
    context.fillStyle = ground
    context.fillRect(0, 0, size, size)
  }
  context.strokeStyle = colour
  context.lineWidth = HATCH.width * ratio
  context.beginPath()
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - ratio, size + ratio)
    context.lineTo(shift + size + ratio, -ratio)
  }
  context.stroke()
  return target.createPattern(canvas, 'repeat')
}
