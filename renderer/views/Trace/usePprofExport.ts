import { useI18n } from 'vue-i18n'
import type { TracePprofKind } from '../../../shared/contract/traceCalls.ts'
import type { Source } from '../../../shared/records/index.ts'
import { call, fetchData } from '../../api/client.ts'
import { saveBlob } from '../../components/charts/saveBlob.ts'
import { engineText } from '../../i18n/engineText.ts'
import { useToastStore } from '../../stores/toasts.ts'

/** Saves what a trace says by stack as a gzipped profile.proto, for other tools. */
export function usePprofExport(): (source: Source, kind: TracePprofKind) => Promise<void> {
  const { t } = useI18n()
  const toasts = useToastStore()
  return async (source, kind) => {
    const answer = await call('traces.pprof', { sourceId: source.id, kind })
    const bytes = answer.ok ? await fetchData(answer.value.data) : answer
    if (!bytes.ok) return void toasts.show(engineText(bytes.error), { tone: 'error' })
    const name = `${source.name.replace(/\.(out|trace)$/, '')}-${kind}.pb.gz`
    saveBlob(new Blob([bytes.value], { type: 'application/gzip' }), name)
    toasts.show(t('trace.pprofSaved', { name }))
  }
}
