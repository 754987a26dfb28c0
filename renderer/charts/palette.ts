// One palette for every drawing, read from the CSS tokens (renderer/styles/tokens.css) so that light, dark and high contrast
// switch in one place. Charts name roles; a literal colour in a chart is a defect.

/** Role → CSS custom property. */
export const PALETTE_TOKENS = {
  pane: '--pane',
  frame: '--frame',
  raised: '--raised',
  sunken: '--sunken',
  hover: '--hover',
  rowSelected: '--row-selected',
  ink: '--ink',
  ink2: '--ink-2',
  ink3: '--ink-3',
  onAccent: '--on-accent',
  line: '--line',
  lineStrong: '--line-strong',
  grid: '--grid',
  accent: '--accent',
  accentWash: '--accent-wash',
  accentEdge: '--accent-edge',
  sevCritical: '--sev-critical',
  sevWarning: '--sev-warning',
  sevNotice: '--sev-notice',
  sevClear: '--sev-clear',
  sevNa: '--sev-na',
  stateRunning: '--state-running',
  stateRunnable: '--state-runnable',
  stateSyscall: '--state-syscall',
  stateWaiting: '--state-waiting',
  gcStw: '--gc-stw',
  gcMark: '--gc-mark',
  gcAssist: '--gc-assist',
  gcSweep: '--gc-sweep',
  gcScavenge: '--gc-scavenge',
  memLive: '--mem-live',
  memDead: '--mem-dead',
  memSlack: '--mem-slack',
  memStacks: '--mem-stacks',
  memMeta: '--mem-meta',
  memOutside: '--mem-outside',
  memRemainder: '--mem-remainder',
  memLimit: '--mem-limit',
  noteNeutral: '--note-neutral',
  noteIncident: '--note-incident',
  noteOchre: '--note-ochre',
  noteTeal: '--note-teal',
  notePlum: '--note-plum',
  baseline: '--baseline',
  candidate: '--candidate',
  grow: '--grow',
  shrink: '--shrink',
  diffGrow1: '--diff-grow-1',
  diffGrow2: '--diff-grow-2',
  diffGrow3: '--diff-grow-3',
  diffGrow4: '--diff-grow-4',
  diffShrink1: '--diff-shrink-1',
  diffShrink2: '--diff-shrink-2',
  diffShrink3: '--diff-shrink-3',
  diffSame: '--diff-same',
} as const

export type ColourRole = keyof typeof PALETTE_TOKENS

/** Resolved colours (any CSS colour), font families, and whether classes must differ by hatching as well (`--pattern: 1`). */
export type Palette = Readonly<Record<ColourRole, string>> & {
  readonly fontUi: string
  readonly fontMono: string
  readonly hasPattern: boolean
}

/** Reads the palette; `read` gives the computed value of one custom property. */
export function readPalette(read: (property: string) => string): Palette {
  const colours = Object.fromEntries(
    Object.entries(PALETTE_TOKENS).map(([role, property]) => [role, read(property).trim()]),
  ) as Record<ColourRole, string>
  return {
    ...colours,
    fontUi: read('--font-ui').trim() || 'sans-serif',
    fontMono: read('--font-mono').trim() || 'monospace',
    hasPattern: read('--pattern').trim() === '1',
  }
}
