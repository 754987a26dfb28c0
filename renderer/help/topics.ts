import type { LocalText } from '../../shared/lib/localText.ts'
import type { ViewName } from '../../shared/records/index.ts'
export interface HelpTopic {
  id: string
  title: LocalText
  keywords: readonly string[]
}
export const HELP_TOPICS: readonly HelpTopic[] = []
export const topicOfView = (view: ViewName): string => view
