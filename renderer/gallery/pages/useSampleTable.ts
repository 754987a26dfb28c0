import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { TableColumn } from '../../components/dataTable.ts'
import type { SampleRow } from '../sampleData.ts'
import { sampleColumns } from './tableSample.ts'

/** The columns in the language shown. */
export function useSampleTable(): ComputedRef<TableColumn<SampleRow>[]> {
  const { t } = useI18n()
  return computed(() =>
    sampleColumns({
      name: t('profile.function'),
      kind: t('sources.kind'),
      size: t('sources.size'),
      share: '%',
      pause: t('gcCycles.stw'),
      change: t('profile.delta'),
      remark: t('sources.remarks'),
      group: t('sources.contentTitle'),
    }),
  )
}
