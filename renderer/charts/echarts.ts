// The parts of ECharts that are used, registered once. Canvas draws on screen, SVG makes exports with text as text.
import { CustomChart } from 'echarts/charts'
import { GraphicComponent, GridComponent } from 'echarts/components'
import { graphic, init, use } from 'echarts/core'
import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers'
import { SERIES_SHAPE, type SeriesPainter } from './plotOption.ts'
import type { PathTarget } from './seriesPath.ts'

use([CustomChart, GridComponent, GraphicComponent, CanvasRenderer, SVGRenderer])

/** Draws by a function of its shape: a whole series is one element. */
graphic.registerShape(
  SERIES_SHAPE,
  graphic.extendShape({
    type: SERIES_SHAPE,
    shape: { painter: { draw: () => undefined } as SeriesPainter },
    buildPath: (target: unknown, shape: Record<string, unknown>): void =>
      (shape['painter'] as SeriesPainter).draw(target as PathTarget),
  }),
)

export type ChartOption = EChartsCoreOption
export type ChartInstance = EChartsType

/** A chart drawn on a canvas inside `element`; the caller resizes and disposes it. */
export const createChart = (element: HTMLElement): ChartInstance =>
  init(element, null, { renderer: 'canvas', useDirtyRect: false })

/** The same option as a standalone SVG document in text form. Needs no DOM. */
export function chartSvg(option: ChartOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption(option)
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** The same option as a PNG at `ratio` × its size; opaque in `background`. */
export async function chartPng(
  option: ChartOption,
  { width, height, ratio, background }: { width: number; height: number; ratio: number; background: string },
): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = width * ratio
  canvas.height = height * ratio
  const chart = init(canvas, null, {
    renderer: 'canvas',
    width,
    height,
    devicePixelRatio: ratio,
  })
  try {
    chart.setOption({ ...option, backgroundColor: background })
    chart.getZr().flush()
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas gave no picture'))), 'image/png')
    })
  } finally {
    chart.dispose()
  }
}
