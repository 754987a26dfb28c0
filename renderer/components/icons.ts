// Line icons on a 16 px grid, drawn with a 1.25 px stroke. One path each.
const ICONS = {
  overview: 'M2.5 3h11v10h-11zM2.5 6.25h11M7 6.25V13',
  sources:
    'M3 4.5c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2zM3 4.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2.2 2 5 2s5-.9 5-2',
  gcCycles: 'M13 8a5 5 0 1 1-1.5-3.55M13 2.25v2.9h-2.9',
  // Branches of one trunk: goroutines that were started.
  goroutines: 'M4 2.5v11M4 6c0 2.5 7.5 1 7.5 4v3.5M4 9.5c0 1.5 3.5 1 3.5 2.5v1.5M2.75 2.5h2.5',
  profile: 'M2.5 12.75h11M2.5 9.75h8.5M4 6.75h6M5.5 3.75h3',
  trace: 'M2.5 4h4M8.5 4h5M4 8h6.5M2.5 12h2.5M7 12h6.5M2 2v12',
  findings: 'M8 2.25 13.75 8 8 13.75 2.25 8zM8 5.75v2.75M8 10.4v.1',
  memory: 'M3.5 13.5v-4h2v4zM7 13.5v-7h2v7zM10.5 13.5v-11h2v11z',
  series: 'M2.5 12.5 5.5 7l3 3.5 5-7.5M2.5 5.5h2M11 12.5h2.5',
  scheduler: 'M2.5 4h4v2.5h-4zM8.5 4h5v2.5h-5zM2.5 9.5h7V12h-7zM11.5 9.5h2V12h-2z',
  report: 'M4 2.5h5.5L12 5v8.5H4zM9.5 2.5V5H12M6 8h4M6 10.5h4',
  home: 'M2.5 7.5 8 3l5.5 4.5M4 6.4V13h8V6.4M6.75 13V9.5h2.5V13',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.1 3.1',
  undo: 'M5.5 3 3 5.5 5.5 8M3 5.5h6a4 4 0 0 1 0 8H6.5',
  redo: 'M10.5 3 13 5.5 10.5 8M13 5.5H7a4 4 0 0 0 0 8h2.5',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 6.4c.1-2.2 3.4-2.1 3.4-.1 0 1.4-1.7 1.4-1.7 2.8M8 11.2v.1',
  inspector: 'M2.5 3.25h11v9.5h-11zM10 3.25v9.5',
  split: 'M2.5 3.25h11v9.5h-11zM8 3.25v9.5',
  back: 'M9.75 3.5 5.25 8l4.5 4.5',
  forward: 'M6.25 3.5 10.75 8l-4.5 4.5',
  collapse: 'M2.5 3.25h11v9.5h-11zM6 3.25v9.5',
  settings: 'M2.5 4.5h6M11.5 4.5h2M10 3v3M2.5 8h2M7.5 8h6M6 6.5v3M2.5 11.5h7M12.5 11.5h1M11 10v3',
  folder: 'M2.5 12.5v-9h4L8 5h5.5v7.5z',
  file: 'M4 2.5h5.5L12 5v8.5H4zM9.5 2.5V5H12',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevronDown: 'M4 6.5 8 10.5l4-4',
  chevronRight: 'M6.5 4l4 4-4 4',
  arrowDown: 'M8 3v10M4.5 9.5 8 13l3.5-3.5',
  arrowUp: 'M8 13V3M4.5 6.5 8 3l3.5 3.5',
  plus: 'M8 3v10M3 8h10',
  more: 'M3.5 8v.1M8 8v.1M12.5 8v.1',
  lock: 'M4 7.5h8v6H4zM5.75 7.5V5.25a2.25 2.25 0 0 1 4.5 0V7.5',
  pin: 'M8 9.5V14M4.5 9.5h7L10 7V3.5h1v-1H5v1h1V7z',
  download: 'M8 2.5v8M4.75 7.25 8 10.5l3.25-3.25M3 13.25h10',
  trash: 'M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9',
  refresh: 'M3 8a5 5 0 0 1 8.7-3.4L13 6M13 2.75V6H9.75M13 8a5 5 0 0 1-8.7 3.4L3 10M3 13.25V10h3.25',
  flag: 'M4 14V2.5M4 3h8l-2 2.75 2 2.75H4',
  link: 'M6.5 9.5l3-3M7 4.75l1.6-1.6a2.65 2.65 0 0 1 3.75 3.75L10.75 8.5M9 11.25l-1.6 1.6a2.65 2.65 0 0 1-3.75-3.75L5.25 7.5',
  external: 'M6 3H3v10h10v-3M9 3h4v4M13 3 7.5 8.5',
  columns: 'M2.5 3.25h11v9.5h-11zM6.2 3.25v9.5M9.8 3.25v9.5',
  filter: 'M2.5 3.5h11L9.5 8.25v4.25l-3-1.5V8.25z',
  history: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.75v2.5h2.5M8 5.25V8l2 1.25',
  fold: 'M3 4.5h10M3 11.5h10M5 8h6',
  grip: 'M6 4v.1M6 8v.1M6 12v.1M10 4v.1M10 8v.1M10 12v.1',
  eye: 'M1.75 8S4 3.75 8 3.75 14.25 8 14.25 8 12 12.25 8 12.25 1.75 8 1.75 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
} as const

export type IconName = keyof typeof ICONS
export const ICON_NAMES = Object.keys(ICONS) as readonly IconName[]
export const iconPath = (name: IconName): string => ICONS[name]

/** The name as an icon, where it is one. */
export const iconNamed = (name: string | undefined): IconName | null =>
  name !== undefined && Object.hasOwn(ICONS, name) ? (name as IconName) : null
