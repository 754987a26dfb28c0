/** `+1.2`, `−1.2`, `0.0`: a change says its direction, and nothing has none. */
export const withSign = (text: string): string => (/[1-9]/.test(text) && !text.startsWith('\u2212') ? `+${text}` : text)
