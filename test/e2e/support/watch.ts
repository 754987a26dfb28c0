import { expect, type Page } from '@playwright/test'
import type { Bridge } from '../../../shared/contract/messages.ts'

declare global {
  interface Window {
    heapcase?: Bridge
  }
}

/** Names that end in `.localhost` never leave this machine (RFC 6761); the stand-in has an origin of its own for each scheme there. */
const OWN_HOST = /^127\.0\.0\.1$|^\[::1\]$|^(?:[^.]+\.)*localhost$/

/** What a page must not say: errors, uncaught exceptions, violations of its policy, anything to another machine. */
export class PageWatch {
  readonly #said: string[] = []
  readonly #allowed: RegExp[] = []

  watch(page: Page): void {
    page.on('console', (message) => {
      const text = message.text()
      if (message.type() === 'error' || /Content.Security.Policy|\[Vue warn\]|\[intlify\]/i.test(text))
        this.#said.push(`${text} (${message.location().url})`)
    })
    page.on('pageerror', (error) => this.#said.push(`uncaught: ${error.stack ?? error.message}`))
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url())
      if (/^(http|ws)s?:$/.test(protocol) && !OWN_HOST.test(hostname)) this.#said.push(`asked ${request.url()}`)
    })
    page.on('crash', () => this.#said.push('the page crashed'))
  }

  /** This test makes the page say so on purpose. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern)
  }

  expectSilence(): void {
    const unexpected = this.#said.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)))
    expect(unexpected, 'what the page said').toEqual([])
  }
}
