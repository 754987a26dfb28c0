/**
 * The light theme of the design tokens, for drawings and pages that stand alone: a printed page and an exported SVG can
 * not look up custom properties. A test compares them with the window's style sheet.
 */
export const INK = {
  ink: '#17191E',
  'ink-2': '#4A505A',
  'ink-3': '#616873',
  pane: '#FFFFFF',
  sunken: '#F9FAFB',
  line: '#E4E6EA',
  'line-strong': '#CDD1D7',
  grid: '#EFF1F3',
  accent: '#2B5BD7',
  'sev-critical': '#B4232A',
  'sev-warning': '#8A5A00',
  'sev-notice': '#3F6E8C',
  'sev-clear': '#2C7A55',
  'sev-na': '#616873',
  'gc-stw': '#17191E',
  'gc-mark': '#5A3DB5',
  'gc-assist': '#B01E68',
  'mem-live': '#07586B',
  'mem-limit': '#B4232A',
  baseline: '#7A828E',
  grow: '#C2470A',
  shrink: '#1F6FB5',
} as const
export type InkName = keyof typeof INK

/** The report's faces; bundled with every report. */
export const REPORT_FONT = "Inter, 'Noto Sans SC', sans-serif"
export const REPORT_MONO = "'JetBrains Mono', 'Noto Sans SC', monospace"

/** Chart text, 8 pt at 96 px per inch. */
export const CHART_TEXT_PX = 10.67
