import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'error'
  /** A button beside the text, such as "Undo". */
  action: { title: string; run: () => void } | null
}

const SHOWN_MS = 6000

/** Short confirmations at the foot of the window. Nothing that must be read is only said here. */
export const useToastStore = defineStore('toasts', () => {
  const toasts = shallowRef<Toast[]>([])
  let lastId = 0

  function close(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  function show(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
    const id = ++lastId
    // An offer to undo holds for the last edit only.
    const others = toasts.value.filter((toast) => !options.action || !toast.action)
    toasts.value = [...others.slice(-2), { id, text, tone: options.tone ?? 'plain', action: options.action ?? null }]
    setTimeout(() => close(id), SHOWN_MS)
  }

  return { toasts, show, close }
})
