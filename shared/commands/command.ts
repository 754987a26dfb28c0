import type { LocalText } from '../lib/localText.ts'
import type { ViewName } from '../records/index.ts'

/** Heading a command stands under, in help, settings and palette. */
export type CommandGroup =
  'view' | 'case' | 'import' | 'edit' | 'selection' | 'pane' | 'window' | ViewGroup | ComponentScope
export type ViewGroup = Exclude<ViewName, 'home'>

/** What must have the focus for a command's keys to reach it. */
export const COMPONENT_SCOPES = [
  'table',
  'search',
  'chart',
  'flame',
  'list',
  'choice',
  'splitter',
  'handle',
  'palette',
  'editor',
  'completion',
  'lines',
  'tour',
  'dialog',
  'tray',
] as const
export type ComponentScope = (typeof COMPONENT_SCOPES)[number]

/** Where a command applies: anywhere, while a view is shown, while a part of one has the focus. */
export type CommandScope = 'global' | `view:${ViewName}` | ComponentScope

/** A command as it is declared: everything but what it does. */
export interface CommandSpec {
  title: LocalText
  /** One sentence more, where the title does not say it all; shown in help, settings and tooltips. */
  description?: LocalText
  /** Name of an icon (renderer/components/icons.ts). */
  icon?: string
  /** Default keys in the notation of keys.ts; the first one is shown. */
  keys?: readonly string[]
  /** What must be open for it to be possible; the window may know more against it. */
  needs?: 'case' | 'writableCase'
  /** Its keys hold while a field has the focus, even where the field could use them. */
  inFields?: true
  /** Its keys hold while a dialog is open. */
  overDialogs?: true
  /** Holding the keys down runs it again and again. */
  repeats?: true
  /** Offered by its keys only: it means nothing without what has the focus. */
  isKeyOnly?: true
}

export interface DeclaredCommand extends CommandSpec {
  id: string
  group: CommandGroup
  scope: CommandScope
}
