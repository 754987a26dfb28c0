// What may still stand before the kernel's own text after collectors' envelopes are off (logs/prefix.ts, logs/loggers.ts):
//   <4>                                priority
//   [   31.935015][   T71] text        CONFIG_PRINTK_CALLER
//   6,1234,5678901,-;text              records of /dev/kmsg
//   kern  :warn  : [  247.436380] text        dmesg -x
//   [  247.436380 <    0.000004>] text        dmesg -d, also with a date or with the difference alone
//   [Nov23 15:36] text, [  +0.000004] text    dmesg -e: minutes without a year; no time is taken from them
//   1763912195.123456 host kernel: text       journalctl -o short-unix
//   OOM[12]: text                      a serial console
// Whatever else precedes the kernel's tag (`kernel: `) or its seconds is a collector's and goes with them.
import type { TimeStamp } from '../logs/consumer.ts'

export interface KernelText {
  text: string
  /** Seconds since boot that stood in what was taken off; null where there were none. */
  uptimeSeconds: number | null
  /** The time that did; null where there was none. */
  time: TimeStamp | null
}

/** No prefix is longer. */
const MAX_PREFIX = 256
/** Amid other text only with the kernel's six digits. */
const UPTIME =
  /(?:^\[ *(?<seconds>\d{1,12}\.\d{1,9})|(?<=[\s>])\[ *(?<inner>\d{1,12}\.\d{6}))(?: <[ +-]*\d+\.\d+>)?\](?:\[\s*[TC]\d+\])?/
const TAG = /(?:^|[\s>|])\(?kernel\)?(?:\[[^\]\s]{1,16}\])?:(?=\s)/
const PRIORITY = /^<\d{1,3}>/
const DECODED = /^[a-z0-9]{1,8} *:[a-z]{1,6} *: /
const KMSG = /^\d+,\d+,(?<micros>\d+),[^;]{0,256};/
const DATE = /^\[(?<date>\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})(?: <[ +-]*\d+\.\d+>)?\]\s?/
const RELATIVE = /^\[(?:[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d| *\+\d+\.\d+|<[ +-]*\d+\.\d+>)\]\s?/
const UNIX = /^(?<seconds>\d{9,11}\.\d{6}) /
const CALLER = /^\[\s*[TC]\d+\]\s?/
const SERIAL = /^OOM\[\d+\]: /

export function kernelText(line: string): KernelText {
  const head = line.slice(0, MAX_PREFIX)
  const uptime = UPTIME.exec(head)
  const tag = TAG.exec(head)
  const start = Math.max(endOf(uptime), endOf(tag))
  let text = line.slice(start).trimStart().replace(PRIORITY, '').replace(DECODED, '')
  const date = DATE.exec(text)
  const kmsg = KMSG.exec(text)
  text = text.slice(Math.max(endOf(date), endOf(kmsg))).replace(RELATIVE, '')
  const seconds = uptime?.groups?.seconds ?? uptime?.groups?.inner
  const unix = tag === null ? undefined : UNIX.exec(head)?.groups?.seconds
  return {
    text: text.replace(CALLER, '').replace(SERIAL, '').trimStart(),
    uptimeSeconds: seconds !== undefined ? Number(seconds) : kmsg ? Number(kmsg.groups?.micros) / 1e6 : null,
    time: unix !== undefined ? unixTime(unix) : date ? localTime(date.groups?.date ?? '') : null,
  }
}

/**
 * What a line holds of messages: itself, or the text of one field where a tool writes every field in a line of its own
 * (journalctl -o verbose, dmesg --json, an event of Kubernetes, whose text may have several lines).
 */
export function messagesIn(line: string): string[] {
  const field = FIELD.exec(line)
  if (field === null) return [line]
  const rest = line.slice(field[0].length)
  if (field.groups?.quote === undefined) return [rest]
  try {
    return (JSON.parse(`"${rest.slice(0, rest.lastIndexOf('"') + 1)}`) as string).split('\n')
  } catch {
    return [line]
  }
}

const FIELD = /^\s*(?:MESSAGE=|"(?:MESSAGE|message|msg)"\s*:\s*(?<quote>"))/

const endOf = (match: RegExpExecArray | null): number => (match === null ? 0 : match.index + match[0].length)

const unixTime = (seconds: string): TimeStamp => ({
  wallMs: Number(seconds) * 1000,
  resolutionMs: 0.001,
  hasYear: true,
  hasZone: true,
})

function localTime(date: string): TimeStamp | null {
  const wallMs = Date.parse(`${date} UTC`)
  return Number.isNaN(wallMs) ? null : { wallMs, resolutionMs: 1000, hasYear: true, hasZone: false }
}
