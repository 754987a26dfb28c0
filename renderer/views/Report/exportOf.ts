/** The command that exports in a format (commands/reportCommands.ts). */
export const exportOf = (format: string): string => `report.export.${format}`
