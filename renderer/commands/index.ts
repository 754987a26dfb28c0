// What the commands of the frame do; their words and keys are in shared/commands. Views add their own while they are shown (composables/useCommands.ts).
import type { FrameCommand } from '../stores/commands.ts'
import { caseCommands } from './caseCommands.ts'
import { editCommands } from './editCommands.ts'
import { paneCommands } from './paneCommands.ts'
import { reportCommands } from './reportCommands.ts'
import { windowCommands } from './windowCommands.ts'

export const frameCommands = (): FrameCommand[] => [
  ...windowCommands(),
  ...paneCommands(),
  ...caseCommands(),
  ...editCommands(),
  ...reportCommands(),
]
