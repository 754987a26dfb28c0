// Every screen, in the order of the rail. A new view is one folder and one line here.
import { defineAsyncComponent, type Component } from 'vue'
import type { ViewName } from '../../shared/records/index.ts'
import type { CaseOverview } from '../../shared/contract/caseCalls.ts'
import type { IconName } from '../components/icons.ts'
import './entityLinks.ts'

export interface ViewEntry {
  name: ViewName
  icon: IconName
  /** Heading of the rail it stands under; null: above the headings. */
  group: null | 'investigate' | 'conclude'
  component: Component
  /** Number shown behind its name. */
  count?: (overview: CaseOverview) => number
  /** What the inspector shows beside it; default: the selection. */
  inspector?: Component
  /** False: the case has nothing that this inspector could show. */
  hasInspected?: (overview: CaseOverview) => boolean
  /** What the overview cannot tell: the inspector emits `empty` while it has nothing. */
  saysEmpty?: boolean
  /** Needs the width: while it is open the rail shrinks to its icons in windows that are not wide. */
  isWide?: boolean
  /** Shown in one pane only: two of it would be two editors of one text. */
  isSingle?: boolean
  /** False: the time strip has nothing to do with it. */
  hasTimeStrip: boolean
}

/** A screen of the open case. */
export type CaseViewEntry = ViewEntry & { name: Exclude<ViewName, 'home' | 'help'> }

/** Shown without a case, too, and not in the rail: help stands in the title bar. */
export const HELP_VIEW: ViewEntry = {
  name: 'help',
  icon: 'help',
  group: null,
  component: defineAsyncComponent(() => import('./Help/HelpView.vue')),
  hasInspected: () => false,
  isSingle: true,
  hasTimeStrip: false,
}

export const VIEWS: readonly CaseViewEntry[] = [
  {
    name: 'overview',
    icon: 'overview',
    group: null,
    component: defineAsyncComponent(() => import('./Overview/OverviewView.vue')),
    inspector: defineAsyncComponent(() => import('./Overview/OverviewInspector.vue')),
    hasTimeStrip: true,
  },
  {
    name: 'sources',
    icon: 'sources',
    group: null,
    component: defineAsyncComponent(() => import('./Sources/SourcesView.vue')),
    inspector: defineAsyncComponent(() => import('./Sources/SourceInspector.vue')),
    count: (overview) => overview.sources,
    hasTimeStrip: false,
  },
  {
    name: 'gcCycles',
    icon: 'gcCycles',
    group: 'investigate',
    component: defineAsyncComponent(() => import('./GcCycles/GcCyclesView.vue')),
    inspector: defineAsyncComponent(() => import('./GcCycles/GcInspector.vue')),
    hasInspected: (overview) => overview.cycles > 0,
    count: (overview) => overview.cycles,
    hasTimeStrip: true,
  },
  {
    name: 'memory',
    icon: 'memory',
    group: 'investigate',
    component: defineAsyncComponent(() => import('./Memory/MemoryView.vue')),
    inspector: defineAsyncComponent(() => import('./Memory/MemoryInspector.vue')),
    saysEmpty: true,
    hasTimeStrip: true,
  },
  {
    name: 'goroutines',
    icon: 'goroutines',
    group: 'investigate',
    component: defineAsyncComponent(() => import('./Goroutines/GoroutinesView.vue')),
    inspector: defineAsyncComponent(() => import('./Goroutines/GoroutineInspector.vue')),
    hasInspected: (overview) => overview.goroutines !== null,
    count: (overview) => overview.goroutines ?? 0,
    hasTimeStrip: true,
  },
  {
    name: 'series',
    icon: 'series',
    group: 'investigate',
    component: defineAsyncComponent(() => import('./Series/SeriesView.vue')),
    inspector: defineAsyncComponent(() => import('./Series/SeriesInspector.vue')),
    hasTimeStrip: true,
  },
  {
    name: 'scheduler',
    icon: 'scheduler',
    group: 'investigate',
    component: defineAsyncComponent(() => import('./Scheduler/SchedulerView.vue')),
    inspector: defineAsyncComponent(() => import('./Scheduler/SchedulerInspector.vue')),
    saysEmpty: true,
    hasTimeStrip: true,
  },
  {
    name: 'profile',
    icon: 'profile',
    group: 'investigate',
    component: defineAsyncComponent(() => import('./Profile/ProfileView.vue')),
    inspector: defineAsyncComponent(() => import('./Profile/ProfileInspector.vue')),
    hasInspected: (overview) => overview.profiles > 0,
    count: (overview) => overview.profiles,
    hasTimeStrip: true,
  },
  {
    name: 'trace',
    icon: 'trace',
    group: 'investigate',
    component: defineAsyncComponent(() => import('./Trace/TraceView.vue')),
    inspector: defineAsyncComponent(() => import('./Trace/TraceInspector.vue')),
    hasInspected: (overview) => overview.traces > 0,
    count: (overview) => overview.traces,
    hasTimeStrip: true,
  },
  {
    name: 'findings',
    icon: 'findings',
    group: 'conclude',
    component: defineAsyncComponent(() => import('./Findings/FindingsView.vue')),
    inspector: defineAsyncComponent(() => import('./Findings/FindingInspector.vue')),
    isWide: true,
    count: ({ findings }) => findings.critical + findings.warning + findings.notice,
    hasTimeStrip: false,
  },
  {
    name: 'annotations',
    icon: 'flag',
    group: 'conclude',
    component: defineAsyncComponent(() => import('./Annotations/AnnotationsView.vue')),
    inspector: defineAsyncComponent(() => import('./Annotations/AnnotationInspector.vue')),
    hasInspected: (overview) => overview.annotations > 0,
    count: (overview) => overview.annotations,
    hasTimeStrip: true,
  },
  {
    name: 'report',
    icon: 'report',
    group: 'conclude',
    component: defineAsyncComponent(() => import('./Report/ReportView.vue')),
    inspector: defineAsyncComponent(() => import('./Report/ReportInspector.vue')),
    isWide: true,
    isSingle: true,
    hasTimeStrip: false,
  },
]

/** A view that a pane can show, by its name. */
export const viewNamed = (name: ViewName | undefined): ViewEntry | undefined =>
  name === 'help' ? HELP_VIEW : VIEWS.find((entry) => entry.name === name)
