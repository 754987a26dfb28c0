import { MTRACE_TRUTH } from '../likeness.ts'
import { startsWith } from './bytes.ts'
import type { ConsumerSummary, LineConsumer, LineContext, LogEnvironment } from './consumer.ts'

const encoder = new TextEncoder()
const SETTING = encoder.encode('GODEBUG=')
const MTRACE = encoder.encode('mtrace=')
/** What a shell or a script prints before the command it runs. */
const BEFORE = ['', '$ ', '# ', '+ ', 'export ', 'env ', '+ export '].map((text) => encoder.encode(text))

/** Notes a setting that people believe in and Go does not have, where a log shows that it was given. Takes no line. */
export class SettingsNote implements LineConsumer {
  private readonly environment: LogEnvironment

  constructor(environment: LogEnvironment) {
    this.environment = environment
  }

  line(bytes: Uint8Array, from: number, to: number, { line }: LineContext): boolean {
    const first = bytes[from]
    // `G`, `$`, `#`, `+`, `e`: nearly all lines begin otherwise.
    if (first !== 0x47 && first !== 0x24 && first !== 0x23 && first !== 0x2b && first !== 0x65) return false
    for (const before of BEFORE) {
      const at = from + before.length
      if (!startsWith(bytes, from, to, before) || !startsWith(bytes, at, to, SETTING)) continue
      for (let place = at + SETTING.length; place < to && bytes[place] !== 0x20; place++)
        if (startsWith(bytes, place, to, MTRACE) && (bytes[place - 1] === 0x3d || bytes[place - 1] === 0x2c))
          this.environment.issues.note('note', 'log/mtrace', line, MTRACE_TRUTH)
      return false
    }
    return false
  }

  finish(): ConsumerSummary {
    return { counts: {}, records: 0 }
  }
}
