// Pages of the gallery by the name the address uses.
import type { Component } from 'vue'
import ChartPage from './ChartPage.vue'
import ChartStatesPage from './ChartStatesPage.vue'
import ColourPage from './ColourPage.vue'
import ControlPage from './ControlPage.vue'
import DialogPage from './DialogPage.vue'
import MarkPage from './MarkPage.vue'
import MessagePage from './MessagePage.vue'
import SearchPage from './SearchPage.vue'
import StackPage from './StackPage.vue'
import StatePage from './StatePage.vue'
import TablePage from './TablePage.vue'
import TableStatesPage from './TableStatesPage.vue'
import TextPage from './TextPage.vue'

export const PAGES: Readonly<Record<string, Component>> = {
  colours: ColourPage,
  text: TextPage,
  controls: ControlPage,
  marks: MarkPage,
  states: StatePage,
  messages: MessagePage,
  dialog: DialogPage,
  table: TablePage,
  tableStates: TableStatesPage,
  search: SearchPage,
  charts: ChartPage,
  chartStates: ChartStatesPage,
  stack: StackPage,
}
