import { translate } from '../i18n/index.ts'
import { useToastStore } from '../stores/toasts.ts'

/** Puts text into the clipboard and says so; where the browser refuses, says that instead. */
export async function copyText(text: string): Promise<void> {
  const toasts = useToastStore()
  try {
    await navigator.clipboard.writeText(text)
    toasts.show(translate('common.copied'))
  } catch {
    toasts.show(translate('common.copyRefused'), { tone: 'error' })
  }
}

/** Offers text as a file to keep. */
export function saveText(text: string, fileName: string, type = 'text/plain'): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = fileName
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
