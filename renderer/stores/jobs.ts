import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { AppEvent, JobId, JobStatus } from '../../shared/contract/appCalls.ts'
import { callApp } from '../api/client.ts'

/** Background work of the shell: previews, imports, analyses, exports. */
export const useJobStore = defineStore('jobs', () => {
  const byId = shallowRef(new Map<JobId, JobStatus>())
  const isTrayOpen = ref(false)
  const dismissed = ref(new Set<JobId>())

  const all = computed(() => [...byId.value.values()].sort((a, b) => b.startedAtMs - a.startedAtMs))
  const running = computed(() => all.value.filter((job) => job.state === 'running'))
  /** What the tray lists: everything that was not put away. */
  const shown = computed(() => all.value.filter((job) => !dismissed.value.has(job.id)))

  function take(job: JobStatus): void {
    byId.value = new Map(byId.value).set(job.id, job)
  }

  async function load(): Promise<void> {
    const answer = await callApp('jobs.list', {})
    if (answer.ok) byId.value = new Map(answer.value.map((job) => [job.id, job]))
  }

  const get = (id: JobId | null): JobStatus | null => (id === null ? null : (byId.value.get(id) ?? null))

  async function cancel(id: JobId): Promise<void> {
    await callApp('jobs.cancel', { id })
  }

  function dismiss(id: JobId): void {
    dismissed.value = new Set(dismissed.value).add(id)
  }

  function onEvent(event: AppEvent): void {
    if (event.kind === 'job') take(event.job)
  }

  return { all, running, shown, isTrayOpen, get, take, load, cancel, dismiss, onEvent }
})
