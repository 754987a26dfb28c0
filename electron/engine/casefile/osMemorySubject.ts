import { REGION_FIGURES } from '../../../shared/records/index.ts'
import type { ContainerState, MemoryRegion, OomEvent, RegionSnapshot } from '../../../shared/records/index.ts'
import type { Context } from './context.ts'
import type { SubjectWriter } from './importSubjects.ts'
import { REGION_COLUMNS } from './osMemoryRepository.ts'
import type { ImportWriter } from './types.ts'

/** A row of memory_regions, about. */
const REGION_BYTES = 120
const EVENT_BYTES = 600
const PROCESS_BYTES = 80

type PendingRegion = MemoryRegion & { snapshot: number; ordinal: number }

/** What the operating system says: mappings, out-of-memory kills, states of containers. */
export function osMemorySubject({
  db,
}: Context): (
  onGrown: () => void,
) => SubjectWriter & Pick<ImportWriter, 'addRegions' | 'addRegionSnapshots' | 'addOomEvent' | 'addContainerState'> {
  const figureColumns = REGION_FIGURES.map((figure) => REGION_COLUMNS[figure])
  const insertRegion = db.prepare(`
    INSERT INTO memory_regions (source_id, snapshot, ordinal, start_address, end_address, permissions, path,
      ${figureColumns.join(', ')})
    VALUES (@sourceId, @snapshot, @ordinal, @start, @end, @permissions, @path,
      ${REGION_FIGURES.map((figure) => `@${figure}`).join(', ')})`)
  const insertSnapshot = db.prepare(`
    INSERT INTO region_snapshots (source_id, ordinal, kind, at_ms, regions) VALUES (@sourceId, @ordinal, @kind, @atMs, @regions)`)
  const insertEvent = db.prepare(`
    INSERT INTO oom_events (source_id, ordinal, first_line, last_line, at_ms, error_ms, uptime_s, scope, invoked_by, limit_group,
      task_group, usage_bytes, limit_bytes, failures, swap_usage_bytes, swap_limit_bytes, kernel_usage_bytes, stats_json,
      total_ram_bytes, free_ram_bytes, killed_pid, killed_name, virtual_bytes, rss_anon_bytes, rss_file_bytes, rss_shmem_bytes,
      page_tables_bytes, oom_score_adjustment)
    VALUES (@sourceId, @ordinal, @firstLine, @lastLine, @atMs, @errorMs, @uptimeSeconds, @scope, @invokedBy, @limitGroup,
      @taskGroup, @usage, @limit, @failures, @swapUsage, @swapLimit, @kernelUsage, @stats, @totalRam, @freeRam, @killedPid,
      @killedName, @virtual, @rssAnon, @rssFile, @rssShmem, @pageTables, @scoreAdjustment)`)
  const insertProcess = db.prepare(`
    INSERT INTO oom_processes (source_id, event, ordinal, pid, uid, name, rss_bytes, virtual_bytes, rss_anon_bytes, rss_file_bytes,
      rss_shmem_bytes, page_tables_bytes, swap_bytes, oom_score_adjustment)
    VALUES (@sourceId, @event, @ordinal, @pid, @uid, @name, @rss, @virtual, @rssAnon, @rssFile, @rssShmem, @pageTables, @swap,
      @scoreAdjustment)`)
  const insertContainer = db.prepare(`
    INSERT INTO container_states (source_id, ordinal, first_line, pod, namespace, node, container, image, is_init, state, reason,
      exit_code, started_ms, finished_ms, last_reason, last_exit_code, last_started_ms, last_finished_ms, restarts, is_ready,
      memory_limit_bytes, memory_request_bytes, cpu_limit_cores, environment_json)
    VALUES (@sourceId, @ordinal, @firstLine, @pod, @namespace, @node, @container, @image, @isInit, @state, @reason, @exitCode,
      @startedMs, @finishedMs, @lastReason, @lastExitCode, @lastStartedMs, @lastFinishedMs, @restarts, @isReady, @memoryLimit,
      @memoryRequest, @cpuLimit, @environment)`)

  return (onGrown) => {
    let regions: PendingRegion[] = []
    let events: Omit<OomEvent, 'sourceId'>[] = []
    let containers: Omit<ContainerState, 'sourceId'>[] = []
    let snapshots: readonly RegionSnapshot[] = []
    const counts = new Map<number, number>()

    return {
      addRegions(snapshot, added) {
        let ordinal = counts.get(snapshot) ?? 0
        for (const region of added) regions.push({ ...region, snapshot, ordinal: ordinal++ })
        counts.set(snapshot, ordinal)
        onGrown()
      },
      addRegionSnapshots(added) {
        snapshots = added
      },
      addOomEvent(event) {
        events.push(event)
        onGrown()
      },
      addContainerState(state) {
        containers.push(state)
        onGrown()
      },
      pendingBytes: () =>
        regions.length * REGION_BYTES +
        events.reduce((sum, { processes }) => sum + EVENT_BYTES + processes.length * PROCESS_BYTES, 0) +
        containers.length * EVENT_BYTES,
      writePending(sourceId) {
        for (const region of regions) insertRegion.run({ sourceId, ...region, ...wholeFigures(region) })
        for (const { processes, stats, ...event } of events) {
          insertEvent.run({ sourceId, ...event, stats: JSON.stringify(stats) })
          processes.forEach((process, ordinal) =>
            insertProcess.run({ sourceId, event: event.ordinal, ordinal, ...numbersOrNull(process) }),
          )
        }
        for (const { environment, isInit, isReady, ...state } of containers)
          insertContainer.run({
            sourceId,
            ...state,
            isInit: Number(isInit),
            isReady: isReady === null ? null : Number(isReady),
            environment: JSON.stringify(environment),
          })
        regions = []
        events = []
        containers = []
      },
      finish(sourceId) {
        for (const snapshot of snapshots) insertSnapshot.run({ sourceId, ...snapshot })
        for (const [snapshot, count] of counts)
          if (snapshots[snapshot]?.regions !== count)
            throw new TypeError(`listing ${snapshot} has ${snapshots[snapshot]?.regions} mappings, ${count} were added`)
      },
    }
  }
}

const wholeFigures = (region: MemoryRegion): Record<string, number | null> =>
  Object.fromEntries(REGION_FIGURES.map((figure) => [figure, Number.isNaN(region[figure]) ? null : region[figure]]))

/** NaN is what a log does not say. */
const numbersOrNull = (record: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key,
      typeof value === 'number' && Number.isNaN(value) ? null : value,
    ]),
  )
