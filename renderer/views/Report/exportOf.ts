import type { ReportFormat } from '../../../shared/records/index.ts'

/** The command that exports in a format (commands/reportCommands.ts). */
export const exportOf = (format: ReportFormat): `report.export.${ReportFormat}` => `report.export.${format}`
