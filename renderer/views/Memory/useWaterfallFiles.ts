import { useI18n } from 'vue-i18n'
import type { MemoryWaterfall } from '../../../shared/contract/memoryCalls.ts'
import { columnFormat } from '../../../shared/units/unitScale.ts'
import { waterfallPicture } from '../../charts/waterfallPicture.ts'
import { copyText, saveText } from '../../components/clipboard.ts'
import { saveBlob } from '../../components/charts/saveBlob.ts'
import { copiedColumns, filedColumns } from '../../components/table/tableExport.ts'
import { tableAsCsv, tableAsTsv } from '../../components/tableText.ts'
import { useLanguage } from '../../composables/useLanguage.ts'
import { usePalette } from '../../composables/usePalette.ts'
import { useToastStore } from '../../stores/toasts.ts'
import { memoryColumns, type MemoryTableTexts } from './memoryTable.ts'
import { useStepText } from './stepText.ts'
import { isFunctionStep, roleOf, waterfallBars, waterfallScale } from './waterfall.ts'

/** The waterfall in the clipboard and as files: the picture, and its table in base units. */
export function useWaterfallFiles(
  shown: () => MemoryWaterfall | null,
  fileName: () => string,
): { onMenu: (id: string) => Promise<void> } {
  const { t } = useI18n()
  const { say } = useLanguage()
  const { timeOf } = useStepText()
  const palette = usePalette()
  const toasts = useToastStore()

  function picture(waterfall: MemoryWaterfall): ReturnType<typeof waterfallPicture> {
    const bars = waterfallBars(waterfall.steps)
    const limit = waterfall.limit
    const scale = waterfallScale(bars, limit?.bytes ?? null)
    const largest = bars.reduce((most, { step }) => Math.max(most, Math.abs(step.bytes)), 0)
    const { format, unit } = columnFormat('bytes', largest, 1)
    return waterfallPicture(
      bars.map(({ step, from, to, joint, startsGroup }) => ({
        label: say(step.title),
        figure: format(step.kind === 'part' ? -step.bytes : step.bytes),
        counter: step.counter,
        from,
        to,
        joint,
        role: roleOf(step),
        isStrong: step.kind !== 'part',
        isCode: isFunctionStep(step),
        isRemainder: step.kind === 'remainder',
        startsGroup,
      })),
      scale,
      palette.value,
      {
        title: [
          t('memory.whereTitle', { size: `${format(waterfall.steps[0]?.bytes ?? 0)}\u00a0${unit}` }),
          [waterfall.group.name, timeOf(waterfall.atMs), scale.unit].filter(Boolean).join(' · '),
        ].join('   '),
        limit:
          limit && limit.bytes <= scale.max
            ? {
                at: limit.bytes,
                text: t('memory.limitAt', { name: say(limit.title), value: scale.format(limit.bytes) }),
              }
            : null,
      },
    )
  }

  const texts = (): MemoryTableTexts => ({
    head: (column) => t(`memory.column.${column}`),
    step: ({ title }) => say(title),
    class: ({ memoryClass }) => t(`memory.class.${memoryClass}`),
    note: ({ note }) => (note ? say(note) : ''),
    time: timeOf,
  })

  async function onMenu(id: string): Promise<void> {
    const waterfall = shown()
    if (!waterfall) return
    const columns = memoryColumns(waterfall.steps, texts())
    if (id === 'copy') return copyText(tableAsTsv(copiedColumns(columns), waterfall.steps))
    if (id === 'csv')
      return saveText(tableAsCsv(filedColumns(columns), waterfall.steps), `${fileName()}.csv`, 'text/csv')
    try {
      const { chartPng, chartSvg } = await import('../../charts/echarts.ts')
      const { option, width, height } = picture(waterfall)
      if (id === 'svg') saveText(chartSvg(option, width, height), `${fileName()}.svg`, 'image/svg+xml')
      else
        saveBlob(
          await chartPng(option, { width, height, ratio: 2, background: palette.value.pane }),
          `${fileName()}.png`,
        )
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      toasts.show(t('charts.exportFailed', { reason }), { tone: 'error' })
    }
  }
  return { onMenu }
}
