import type { Platform } from '../../shared/commands/index.ts'

/** The computer that shows the window, which may not be the one that runs the shell: what its keyboard has. */
export const PLATFORM: Platform = { isMac: /^(Mac|iP)/.test(navigator.platform) }
