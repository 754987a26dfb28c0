import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export interface ToastAction {
  title: string
  run: () => void
}

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'error'
  /** A button beside the text, such as "Undo". */
  action: ToastAction | null
  /** When it was said, epoch ms. */
  atMs: number
}

const SHOWN_MS = 6000
/** Errors need longer to be read. */
const ERROR_SHOWN_MS = 12_000
const MOST_SHOWN = 3
const MOST_KEPT = 100

/** Short confirmations at the foot of the window. Nothing that must be read is only said here, and what was said can be looked up. */
export const useToastStore = defineStore('toasts', () => {
  const toasts = shallowRef<readonly Toast[]>([])
  /** Everything said since the window opened, newest first. */
  const history = shallowRef<readonly Toast[]>([])
  /** Errors nobody has looked up or closed yet. */
  const unseenErrors = shallowRef(0)
  let lastId = 0
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let isHeld = false

  function close(id: number): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  function start(toast: Toast): void {
    if (isHeld) return
    clearTimeout(timers.get(toast.id))
    timers.set(
      toast.id,
      setTimeout(() => close(toast.id), toast.tone === 'error' ? ERROR_SHOWN_MS : SHOWN_MS),
    )
  }

  /** The offer to undo holds for the last edit only: older ones lose theirs. */
  const withoutAction = (list: readonly Toast[]): readonly Toast[] => list.map((toast) => ({ ...toast, action: null }))

  function show(text: string, options: { tone?: Toast['tone']; action?: ToastAction | null } = {}): void {
    const toast: Toast = {
      id: ++lastId,
      text,
      tone: options.tone ?? 'plain',
      action: options.action ?? null,
      atMs: Date.now(),
    }
    const others = toasts.value.filter((other) => !toast.action || !other.action)
    for (const other of toasts.value) if (!others.includes(other)) close(other.id)
    for (const other of others.slice(0, -(MOST_SHOWN - 1))) close(other.id)
    toasts.value = [...others.slice(-(MOST_SHOWN - 1)), toast]
    const before = toast.action ? withoutAction(history.value) : history.value
    history.value = [toast, ...before].slice(0, MOST_KEPT)
    if (toast.tone === 'error') unseenErrors.value++
    start(toast)
  }

  /** Runs the action of one and lets it go: it can be done once. */
  function act(id: number): void {
    const action = (toasts.value.find((toast) => toast.id === id) ?? history.value.find((toast) => toast.id === id))
      ?.action
    close(id)
    history.value = history.value.map((toast) => (toast.id === id ? { ...toast, action: null } : toast))
    action?.run()
  }

  /** While somebody is on one of them, none goes away. */
  function hold(isOn: boolean): void {
    isHeld = isOn
    if (isOn) {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    } else toasts.value.forEach(start)
  }

  function look(): void {
    unseenErrors.value = 0
  }

  return { toasts, history, unseenErrors, show, close, act, hold, look }
})
