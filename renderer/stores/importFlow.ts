import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ImportOutcome, JobId } from '../../shared/contract/appCalls.ts'
import type { CallError } from '../../shared/lib/result.ts'
import type { PreviewEntry, SourceKind } from '../../shared/records/index.ts'
import { callApp } from '../api/client.ts'
import { useCaseStore } from './caseStore.ts'
import { useJobStore } from './jobs.ts'

export type ImportStep = 'idle' | 'previewing' | 'choosing' | 'importing' | 'done'

/** True for what an import may take: recognised, not refused, not in the case already. */
export const isTakeable = (entry: PreviewEntry): boolean =>
  entry.recognised !== null && entry.refusal === null && entry.duplicateOf === null

/** From dropped paths to sources in the case: preview, choice, import, outcomes. Nothing is written before the choice. */
export const useImportFlowStore = defineStore('importFlow', () => {
  const cases = useCaseStore()
  const jobs = useJobStore()

  const step = ref<ImportStep>('idle')
  const jobId = ref<JobId | null>(null)
  const entries = shallowRef<PreviewEntry[]>([])
  /** Files that will be taken, by their opaque path. */
  const chosen = shallowRef(new Set<string>())
  const isReferenceOnly = ref(false)
  const outcomes = shallowRef<ImportOutcome[]>([])
  const error = shallowRef<CallError | null>(null)
  /** The entry that is being read once more, as the kind the user says. */
  const rereading = shallowRef<{ file: string; jobId: JobId | null } | null>(null)

  const job = computed(() => jobs.get(jobId.value))
  const rereadJob = computed(() => jobs.get(rereading.value?.jobId ?? null))
  const takeable = computed(() => entries.value.filter(isTakeable))

  function reset(): void {
    step.value = 'idle'
    jobId.value = null
    entries.value = []
    chosen.value = new Set()
    outcomes.value = []
    error.value = null
    rereading.value = null
  }

  async function preview(paths: string[]): Promise<void> {
    const handle = cases.opened?.handle
    if (handle === undefined || paths.length === 0) return
    reset()
    step.value = 'previewing'
    const answer = await callApp('import.preview', { handle, paths, as: null })
    if (answer.ok) jobId.value = answer.value
    else error.value = answer.error
  }

  function toggle(entry: PreviewEntry): void {
    const next = new Set(chosen.value)
    if (!next.delete(entry.file) && isTakeable(entry)) next.add(entry.file)
    chosen.value = next
  }

  function toggleAll(): void {
    chosen.value = new Set(chosen.value.size < takeable.value.length ? takeable.value.map((entry) => entry.file) : [])
  }

  /** Takes all of these, or none where all are taken. */
  function toggleMany(some: readonly PreviewEntry[]): void {
    const files = some.filter(isTakeable).map(({ file }) => file)
    const isAll = files.every((file) => chosen.value.has(file))
    const next = new Set(chosen.value)
    for (const file of files)
      if (isAll) next.delete(file)
      else next.add(file)
    chosen.value = next
  }

  /** Looks at one entry again as this kind; null: as it is recognised. */
  async function readAs({ file }: PreviewEntry, kind: SourceKind | null): Promise<void> {
    const handle = cases.opened?.handle
    if (handle === undefined || rereading.value !== null || step.value !== 'choosing') return
    error.value = null
    rereading.value = { file, jobId: null }
    const answer = await callApp('import.preview', { handle, paths: [file], as: kind })
    if (answer.ok) rereading.value = { file, jobId: answer.value }
    else {
      error.value = answer.error
      rereading.value = null
    }
  }

  /** The entry as it was read again, where and under what name it stood. */
  function replace(file: string, fresh: PreviewEntry): void {
    entries.value = entries.value.map((entry) => {
      if (entry.file !== file) return entry
      const { name, path, container, parts } = entry
      return { ...fresh, file, name, path, container, parts }
    })
    const next = new Set(chosen.value)
    if (isTakeable(fresh)) next.add(file)
    else next.delete(file)
    chosen.value = next
  }

  async function start(): Promise<void> {
    const handle = cases.opened?.handle
    if (handle === undefined || chosen.value.size === 0) return
    const taken = takeable.value.filter((entry) => chosen.value.has(entry.file))
    const answer = await callApp('import.start', {
      handle,
      entries: taken.flatMap(({ file, path, recognised }) =>
        recognised ? [{ file, path, kind: recognised.kind }] : [],
      ),
      referenceOnly: isReferenceOnly.value,
    })
    if (!answer.ok) {
      error.value = answer.error
      return
    }
    step.value = 'importing'
    jobId.value = answer.value
  }

  async function cancel(): Promise<void> {
    for (const one of [job.value, rereadJob.value]) if (one?.state === 'running') await jobs.cancel(one.id)
    reset()
  }

  // The job's end moves the flow on; whoever watches the flow sees one state, not two.
  watch(job, (now) => {
    if (!now || now.state === 'running') return
    if (now.state === 'cancelled') return reset()
    if (now.state === 'failed') {
      error.value = now.error
      return
    }
    if (step.value === 'previewing' && now.result?.kind === 'preview') {
      entries.value = now.result.entries
      chosen.value = new Set(takeable.value.map((entry) => entry.file))
      step.value = 'choosing'
    } else if (step.value === 'importing' && now.result?.kind === 'import') {
      outcomes.value = now.result.outcomes
      step.value = 'done'
    }
  })
  watch(rereadJob, (now) => {
    const { file } = rereading.value ?? {}
    if (!now || now.state === 'running' || file === undefined) return
    if (now.state === 'failed') error.value = now.error
    const [fresh] = now.result?.kind === 'preview' ? now.result.entries : []
    if (fresh) replace(file, fresh)
    rereading.value = null
  })
  watch(
    () => cases.opened?.handle,
    () => reset(),
  )

  return {
    step,
    job,
    entries,
    chosen,
    takeable,
    isReferenceOnly,
    outcomes,
    error,
    rereading,
    preview,
    readAs,
    toggle,
    toggleAll,
    toggleMany,
    start,
    cancel,
    reset,
  }
})
