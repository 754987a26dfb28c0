// What may still stand before the kernel's own text after collectors' envelopes are off (logs/prefix.ts, logs/loggers.ts):
// priorities `<4>`, the caller of CONFIG_PRINTK_CALLER `[   31.935015][   T71] `, records of /dev/kmsg
// (`6,1234,5678901,-;text`), a name without its host (`kernel: `), the tag of a serial console.

export interface KernelText {
  text: string
  /** Seconds since boot that stood in what was taken off; null where there were none. */
  uptimeSeconds: number | null
}

const UPTIME = /^\[\s*(?<seconds>\d+\.\d+)\](?:\[\s*[TC]\d+\])?\s?/
const KMSG = /^\d+,\d+,(?<micros>\d+),[^;]*;/
const CALLER = /^\[\s*[TC]\d+\]\s?/
const SERIAL = /^OOM\[\d+\]: /

export function kernelText(line: string): KernelText {
  let text = line.replace(/^<\d{1,3}>/, '').replace(/^kernel: /, '')
  let uptimeSeconds: number | null = null
  const uptime = UPTIME.exec(text)
  const kmsg = uptime === null ? KMSG.exec(text) : null
  if (uptime) {
    uptimeSeconds = Number(uptime.groups?.seconds)
    text = text.slice(uptime[0].length)
  } else if (kmsg) {
    uptimeSeconds = Number(kmsg.groups?.micros) / 1e6
    text = text.slice(kmsg[0].length)
  }
  return { text: text.replace(CALLER, '').replace(SERIAL, '').trimStart(), uptimeSeconds }
}
