import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Equal texts, in a time that does not depend on where they differ. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/**
 * Who may talk to the server. A start token (256 bits, in the link's fragment, which reaches no log and no Referer) is traded
 * once for a session; the session comes in the Authorization header of every request.
 */
export class Sessions {
  #tokens: string[] = []
  #sessions: string[] = []

  /** A new start token, good for one trade. */
  newToken(): string {
    const token = randomBytes(32).toString('base64url')
    this.#tokens.push(token)
    return token
  }

  /** The session for a start token; null where the token is unknown or was used. */
  trade(token: string): string | null {
    const known = this.#tokens.filter((candidate) => isSame(candidate, token))
    if (known.length === 0) return null
    this.#tokens = this.#tokens.filter((candidate) => !known.includes(candidate))
    const session = randomBytes(32).toString('base64url')
    this.#sessions.push(session)
    return session
  }

  /** `Bearer <session>` of a session this server has given. */
  isAllowed(authorization: string | undefined): boolean {
    const given = /^Bearer ([\w-]{20,100})$/.exec(authorization ?? '')?.[1]
    if (given === undefined) return false
    // Every session is compared, so the time tells nothing of which one it is.
    return this.#sessions.filter((session) => isSame(session, given)).length > 0
  }
}

const OWN_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** A Host header that names this machine. The port is not looked at: a tunnel changes it. */
export function isOwnHost(host: string | undefined): boolean {
  const name = /^(\[[0-9a-f:]+\]|[^:]+)(?::\d{1,5})?$/i.exec(host ?? '')?.[1]
  return name !== undefined && OWN_NAMES.has(name.toLowerCase())
}

/** No Origin (not sent by a page), or the page this server gave: a foreign page gets nothing, not even a hint. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin.toLowerCase() === `http://${(host ?? '').toLowerCase()}`
}
