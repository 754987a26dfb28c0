// The part of the frame that comes with a case: panes, docking, time strip, inspector. Home does without it.
import type { Component } from 'vue'

export const loadStage = (): Promise<{ default: Component }> => import('./CaseStage.vue')
