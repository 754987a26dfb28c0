// The commands of the frame. Views add their own while they are shown (composables/useCommands.ts).
import type { Command } from '../stores/commands.ts'
import { caseCommands } from './caseCommands.ts'
import { editCommands } from './editCommands.ts'
import { reportCommands } from './reportCommands.ts'
import { windowCommands } from './windowCommands.ts'

export const frameCommands = (): Command[] => [
  ...windowCommands(),
  ...caseCommands(),
  ...editCommands(),
  ...reportCommands(),
]
