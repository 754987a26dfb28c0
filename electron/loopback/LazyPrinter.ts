import type { PrintPage } from '../../shared/contract/messages.ts'
import { CodedError } from '../../shared/lib/result.ts'
import { findChromium } from './chromium.ts'
import { openPrinter, type Printer } from './printPage.ts'

/** A Chromium nobody has used for this long is closed; the two passes of one report share it. */
const IDLE_MS = 20_000

/** Starts the printing Chromium with the first page and keeps it for the next ones. */
export class LazyPrinter {
  #printer: Promise<Printer> | null = null
  #idle: NodeJS.Timeout | null = null
  #busy = 0

  async print(page: PrintPage): Promise<Uint8Array> {
    if (this.#idle) clearTimeout(this.#idle)
    this.#busy++
    try {
      this.#printer ??= this.#start()
      const printer = await this.#printer
      return await printer.print(page)
    } catch (error) {
      // It may have died: the next page gets a new one.
      await this.close()
      throw error
    } finally {
      this.#busy--
      if (this.#busy === 0) this.#idle = setTimeout(() => void this.close(), IDLE_MS).unref()
    }
  }

  async close(): Promise<void> {
    if (this.#idle) clearTimeout(this.#idle)
    const printer = this.#printer
    this.#printer = null
    await printer?.then(
      (running) => running.close(),
      () => undefined,
    )
  }

  async #start(): Promise<Printer> {
    const found = await findChromium()
    if (!found.ok) throw new CodedError(found.error.code, found.error.message, found.error.detail)
    return openPrinter(found.value)
  }
}
