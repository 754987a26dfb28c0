// The bridge of the loopback shell: the same calls as in the desktop shell, over HTTP to the server this page came from. Every
// request carries the session in a header (a cookie would go to every server on this machine).
import type { AppEvent } from '../../shared/contract/appCalls.ts'
import type { Bridge, WindowCall } from '../../shared/contract/messages.ts'
import { localText } from '../../shared/lib/localText.ts'
import { CodedError, type CallError, type Result } from '../../shared/lib/result.ts'

const SESSION_KEY = 'heapcase.session'
const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 4_000

const NO_SESSION = localText(
  'This page has no connection to Heapcase. Start Heapcase again and open the link it prints: each link works once.',
  '此页面未连接到 Heapcase。请重新启动 Heapcase，并打开它给出的链接：每个链接只能使用一次。',
)

/**
 * Trades the start token in the address for a session, or goes on with this tab's session after a reload. A page that was
 * opened without a good link says so and goes no further: the promise stays open, as there is nothing to mount.
 */
export async function createLoopbackBridge(): Promise<Bridge> {
  const session = await openSession().catch((error: unknown) => {
    if (error instanceof CodedError) return sayNoSession()
    throw error
  })
  // Tabs may share a session: which of them shows a case is told by a name that each page gives itself.
  const headers = { Authorization: `Bearer ${session}`, 'X-Heapcase-Page': crypto.randomUUID() }
  const events = new EventStream(headers)

  return {
    async call(call: WindowCall): Promise<Result<unknown>> {
      const response = await fetch(`/rpc/${encodeURIComponent(call.name)}`, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body: JSON.stringify(call),
      })
      return (await response.json()) as Result<unknown>
    },
    async data(id: string): Promise<ArrayBuffer> {
      const response = await fetch(`/data/${encodeURIComponent(id)}`, { headers })
      if (!response.ok) throw await refusal(response)
      return response.arrayBuffer()
    },
    onEvent: (listener) => events.add(listener),
    acceptDrop: (files) => uploadFiles(files as File[], headers),
  }
}

function sayNoSession(): Promise<never> {
  const text = document.createElement('p')
  text.setAttribute('role', 'alert')
  text.textContent = NO_SESSION[navigator.language.startsWith('zh') ? 'zh-CN' : 'en']
  document.body.replaceChildren(text)
  return new Promise<never>(() => undefined)
}

async function openSession(): Promise<string> {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
  if (token !== undefined) {
    // Gone from the address before anything else runs: it works once, and a copied address should not look like a key.
    history.replaceState(null, '', location.pathname + location.search)
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    if (!response.ok) throw await refusal(response)
    const { session } = (await response.json()) as { session: string }
    sessionStorage.setItem(SESSION_KEY, session)
    return session
  }
  const kept = sessionStorage.getItem(SESSION_KEY)
  if (kept === null)
    throw new CodedError('shell/no-session', 'Open Heapcase with the start link it printed; each link works once.')
  return kept
}

async function refusal(response: Response): Promise<CodedError> {
  const body = (await response.json().catch(() => null)) as { error?: CallError } | null
  const error = body?.error ?? { code: 'http/status', message: `The server answered ${response.status}.` }
  return new CodedError(error.code, error.message, error.detail)
}

/** One streamed request, one JSON line per event, opened with the first listener and again when it breaks. */
class EventStream {
  private readonly headers: Record<string, string>
  private readonly listeners = new Set<(event: AppEvent) => void>()
  private isOpen = false

  constructor(headers: Record<string, string>) {
    this.headers = headers
  }

  add(listener: (event: AppEvent) => void): () => void {
    this.listeners.add(listener)
    if (!this.isOpen) void this.run()
    return () => this.listeners.delete(listener)
  }

  private async run(): Promise<void> {
    this.isOpen = true
    let retryMs = FIRST_RETRY_MS
    while (this.listeners.size > 0) {
      try {
        const response = await fetch('/events', { headers: this.headers })
        if (response.status === 401) break
        if (response.ok && response.body) {
          retryMs = FIRST_RETRY_MS
          await this.read(response.body)
        }
      } catch {
        // The server is busy or gone; the next try tells.
      }
      await new Promise((resolve) => setTimeout(resolve, retryMs))
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
    this.isOpen = false
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') this.tell(JSON.parse(line) as AppEvent)
    }
  }

  private tell(event: AppEvent): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event)
      } catch (error) {
        // One listener's fault must not end the stream of the others.
        reportError(error)
      }
    }
  }
}

/** Sends dropped files to the server's private folder; answers the handles of what was dropped, folders once. */
async function uploadFiles(files: File[], headers: Record<string, string>): Promise<string[]> {
  if (files.length === 0) return []
  const begun = await fetch('/uploads', { method: 'POST', headers })
  if (!begun.ok) throw await refusal(begun)
  const { batch } = (await begun.json()) as { batch: string }
  const handles = new Set<string>()
  for (const file of files) {
    const path = file.webkitRelativePath || file.name
    const response = await fetch(`/uploads/${batch}?path=${encodeURIComponent(path)}`, {
      method: 'PUT',
      headers: { ...headers, 'Content-Type': 'application/octet-stream' },
      body: file,
    })
    if (!response.ok) throw await refusal(response)
    handles.add(((await response.json()) as { path: string }).path)
  }
  return [...handles]
}
