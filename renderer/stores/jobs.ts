import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { AppEvent, JobId, JobStatus } from '../../shared/contract/appCalls.ts'
import { callApp } from '../api/client.ts'

/** What was put away stays so when the page is loaded again. */
const KEY = 'heapcase.jobs.dismissed'
const MOST_DISMISSED = 200

function keptDismissed(): Set<JobId> {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as JobId[])
  } catch {
    return new Set()
  }
}

/** Background work of the shell: previews, imports, analyses, exports. */
export const useJobStore = defineStore('jobs', () => {
  const byId = shallowRef(new Map<JobId, JobStatus>())
  const isTrayOpen = ref(false)
  const dismissed = ref(keptDismissed())
  /** Asked to end, and not ended yet. */
  const cancelling = ref(new Set<JobId>())

  const all = computed(() => [...byId.value.values()].sort((a, b) => b.startedAtMs - a.startedAtMs))
  const running = computed(() => all.value.filter((job) => job.state === 'running'))
  /** What the tray lists: everything that was not put away. */
  const shown = computed(() => all.value.filter((job) => !dismissed.value.has(job.id)))
  /** Failures that nobody has put away: the status bar keeps saying so. */
  const failed = computed(() => shown.value.filter((job) => job.state === 'failed'))
  /** What "clear" puts away: everything that has ended, but no failure. */
  const clearable = computed(() => shown.value.filter((job) => job.state === 'done' || job.state === 'cancelled'))

  function take(job: JobStatus): void {
    byId.value = new Map(byId.value).set(job.id, job)
    if (job.state === 'running' || !cancelling.value.has(job.id)) return
    const rest = new Set(cancelling.value)
    rest.delete(job.id)
    cancelling.value = rest
  }

  async function load(): Promise<void> {
    const answer = await callApp('jobs.list', {})
    if (answer.ok) byId.value = new Map(answer.value.map((job) => [job.id, job]))
  }

  const get = (id: JobId | null): JobStatus | null => (id === null ? null : (byId.value.get(id) ?? null))

  /** A job when it has ended, in whichever way. */
  function ended(id: JobId): Promise<JobStatus> {
    return new Promise((resolve) => {
      const stop = watch(
        () => byId.value.get(id),
        (job) => {
          if (job === undefined || job.state === 'running') return
          resolve(job)
          queueMicrotask(() => stop())
        },
        { immediate: true },
      )
    })
  }

  async function cancel(id: JobId): Promise<void> {
    cancelling.value = new Set(cancelling.value).add(id)
    await callApp('jobs.cancel', { id })
  }

  function putAway(ids: readonly JobId[]): void {
    dismissed.value = new Set([...dismissed.value, ...ids].slice(-MOST_DISMISSED))
    sessionStorage.setItem(KEY, JSON.stringify([...dismissed.value]))
  }
  const dismiss = (id: JobId): void => putAway([id])
  const clear = (): void => putAway(clearable.value.map(({ id }) => id))

  function onEvent(event: AppEvent): void {
    if (event.kind === 'job') take(event.job)
  }

  return {
    all,
    running,
    shown,
    failed,
    clearable,
    cancelling,
    isTrayOpen,
    get,
    ended,
    take,
    load,
    cancel,
    dismiss,
    clear,
    onEvent,
  }
})
