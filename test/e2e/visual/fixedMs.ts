/** When the pictures of the views are taken: on the day after the sample incident. */
export const FIXED_MS = Date.UTC(2026, 10, 22, 9, 30)
