import type {
  ContainerState,
  MemoryRegion,
  OomEvent,
  OomProcess,
  RegionFigure,
  RegionSnapshot,
  SourceId,
} from '../../../shared/records/index.ts'
import { REGION_FIGURES } from '../../../shared/records/index.ts'
import type { Connection } from './connection.ts'
import type { OsMemory } from './types.ts'
import { jsonCell } from './jsonCell.ts'

/** Column of memory_regions for each figure. */
export const REGION_COLUMNS: Readonly<Record<RegionFigure, string>> = {
  size: 'size_bytes',
  rss: 'rss_bytes',
  pss: 'pss_bytes',
  private: 'private_bytes',
  shared: 'shared_bytes',
  anonymous: 'anonymous_bytes',
  lazyFree: 'lazy_free_bytes',
  hugePages: 'huge_pages_bytes',
  swap: 'swap_bytes',
  locked: 'locked_bytes',
}

type OomRow = Omit<OomEvent, 'stats' | 'processes'> & { stats: string }
type ContainerRow = Omit<ContainerState, 'environment' | 'isInit' | 'isReady'> & {
  environment: string
  isInit: 0 | 1
  isReady: 0 | 1 | null
}
type Nullable<Record> = { [Key in keyof Record]: Record[Key] | null }

/** Rows of running imports have no source yet. */
const COMMITTED = 'source_id IN (SELECT id FROM sources)'

/** Mappings, out-of-memory kills and states of containers. Written once, at import. */
export function osMemoryRepository({ db }: Connection): OsMemory {
  const snapshots = db.prepare<[], RegionSnapshot & { sourceId: SourceId }>(`
    SELECT source_id AS sourceId, ordinal, kind, at_ms AS atMs, regions FROM region_snapshots WHERE ${COMMITTED}
    ORDER BY source_id, ordinal`)
  const figures = REGION_FIGURES.map((figure) => `${REGION_COLUMNS[figure]} AS ${figure}`).join(', ')
  const regions = db.prepare<[SourceId, number], Nullable<MemoryRegion>>(`
    SELECT start_address AS start, end_address AS "end", permissions, path, ${figures} FROM memory_regions
    WHERE source_id = ? AND snapshot = ? AND ${COMMITTED} ORDER BY ordinal`)
  const events = db.prepare<[], OomRow>(`
    SELECT source_id AS sourceId, ordinal, first_line AS firstLine, last_line AS lastLine, at_ms AS atMs, error_ms AS errorMs,
      uptime_s AS uptimeSeconds, scope, invoked_by AS invokedBy, limit_group AS limitGroup, task_group AS taskGroup,
      usage_bytes AS usage, limit_bytes AS "limit", failures, swap_usage_bytes AS swapUsage, swap_limit_bytes AS swapLimit,
      kernel_usage_bytes AS kernelUsage, stats_json AS stats, total_ram_bytes AS totalRam, free_ram_bytes AS freeRam,
      killed_pid AS killedPid, killed_name AS killedName, virtual_bytes AS virtual, rss_anon_bytes AS rssAnon,
      rss_file_bytes AS rssFile, rss_shmem_bytes AS rssShmem, page_tables_bytes AS pageTables,
      oom_score_adjustment AS scoreAdjustment
    FROM oom_events WHERE ${COMMITTED} ORDER BY source_id, ordinal`)
  const processes = db.prepare<[SourceId, number], Nullable<OomProcess>>(`
    SELECT pid, uid, name, rss_bytes AS rss, virtual_bytes AS virtual, rss_anon_bytes AS rssAnon, rss_file_bytes AS rssFile,
      rss_shmem_bytes AS rssShmem, page_tables_bytes AS pageTables, swap_bytes AS swap, oom_score_adjustment AS scoreAdjustment
    FROM oom_processes WHERE source_id = ? AND event = ? ORDER BY ordinal`)
  const containers = db.prepare<[], ContainerRow>(`
    SELECT source_id AS sourceId, ordinal, first_line AS firstLine, pod, namespace, node, container, image, is_init AS isInit,
      state, reason, exit_code AS exitCode, started_ms AS startedMs, finished_ms AS finishedMs, last_reason AS lastReason,
      last_exit_code AS lastExitCode, last_started_ms AS lastStartedMs, last_finished_ms AS lastFinishedMs, restarts,
      is_ready AS isReady, memory_limit_bytes AS memoryLimit, memory_request_bytes AS memoryRequest,
      cpu_limit_cores AS cpuLimit, environment_json AS environment
    FROM container_states WHERE ${COMMITTED} ORDER BY source_id, ordinal`)

  return {
    snapshots: () => snapshots.all(),
    regions: (sourceId, snapshot) => regions.all(sourceId, snapshot).map(withNaN<MemoryRegion>),
    oomEvents: () =>
      events.all().map((row) => ({
        ...row,
        stats: jsonCell<Record<string, number>>(
          row.stats,
          'object',
          'oom_events',
          'stats_json',
          `${row.sourceId}/${row.ordinal}`,
        ),
        processes: processes.all(row.sourceId, row.ordinal).map(withNaN<OomProcess>),
      })),
    containers: () =>
      containers.all().map((row) => ({
        ...row,
        isInit: row.isInit === 1,
        isReady: row.isReady === null ? null : row.isReady === 1,
        environment: jsonCell<Record<string, string>>(
          row.environment,
          'object',
          'container_states',
          'environment_json',
          `${row.sourceId}/${row.ordinal}`,
        ),
      })),
  }
}

/** What a source does not say is NaN in records. */
const withNaN = <Row extends object>(row: Nullable<Row>): Row =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value ?? Number.NaN])) as Row
