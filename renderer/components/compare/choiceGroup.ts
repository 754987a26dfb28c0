/** Captures of one process, under a heading in a list of choices. */
export interface ChoiceGroup {
  id: string
  name: string
  entries: readonly { key: string; text: string }[]
}
