// Every screen, in the order of the rail. A new view is one folder and one line here.
import { defineAsyncComponent, type Component } from 'vue'
import type { ViewName } from '../../shared/records/index.ts'
import type { CaseOverview } from '../../shared/contract/caseCalls.ts'
import type { IconName } from '../components/icons.ts'

export interface ViewEntry {
  name: ViewName
  icon: IconName
  /** Heading of the rail it stands under; null: above the headings. */
  group: null | 'investigate' | 'conclude'
  /** tinykeys notation. */
  keys: string
  component: Component
  /** Number shown behind its name. */
  count?: (overview: CaseOverview) => number
  /** What the inspector shows beside it; default: the selection. */
  inspector?: Component
  /** False: the case has nothing that this inspector could show. */
  hasInspected?: (overview: CaseOverview) => boolean
  /** Needs the width: the rail shrinks to its icons. */
  isWide?: boolean
  /** False: the time strip has nothing to do with it. */
  hasTimeStrip: boolean
}

export const VIEWS: readonly ViewEntry[] = [
  {
    name: 'overview',
    icon: 'overview',
    group: null,
    keys: 'g o',
    component: defineAsyncComponent(() => import('./Overview/OverviewView.vue')),
    inspector: defineAsyncComponent(() => import('./Overview/OverviewInspector.vue')),
    hasTimeStrip: true,
  },
  {
    name: 'sources',
    icon: 'sources',
    group: null,
    keys: 'g s',
    component: defineAsyncComponent(() => import('./Sources/SourcesView.vue')),
    inspector: defineAsyncComponent(() => import('./Sources/SourceInspector.vue')),
    count: (overview) => overview.sources,
    hasTimeStrip: false,
  },
  {
    name: 'gcCycles',
    icon: 'gcCycles',
    group: 'investigate',
    keys: 'g c',
    component: defineAsyncComponent(() => import('./GcCycles/GcCyclesView.vue')),
    inspector: defineAsyncComponent(() => import('./GcCycles/GcInspector.vue')),
    hasInspected: (overview) => overview.lives.length > 0,
    count: (overview) => overview.cycles,
    hasTimeStrip: true,
  },
  {
    name: 'profile',
    icon: 'profile',
    group: 'investigate',
    keys: 'g p',
    component: defineAsyncComponent(() => import('./Profile/ProfileView.vue')),
    inspector: defineAsyncComponent(() => import('./Profile/ProfileInspector.vue')),
    hasInspected: (overview) => overview.profiles > 0,
    count: (overview) => overview.profiles,
    hasTimeStrip: true,
  },
  {
    name: 'findings',
    icon: 'findings',
    group: 'conclude',
    keys: 'g f',
    component: defineAsyncComponent(() => import('./Findings/FindingsView.vue')),
    inspector: defineAsyncComponent(() => import('./Findings/FindingInspector.vue')),
    isWide: true,
    count: ({ findings }) => findings.critical + findings.warning + findings.notice,
    hasTimeStrip: false,
  },
  {
    name: 'report',
    icon: 'report',
    group: 'conclude',
    keys: 'g r',
    component: defineAsyncComponent(() => import('./Report/ReportView.vue')),
    inspector: defineAsyncComponent(() => import('./Report/ReportInspector.vue')),
    isWide: true,
    hasTimeStrip: false,
  },
]
