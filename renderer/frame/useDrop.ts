import { onBeforeUnmount, ref, type Ref } from 'vue'
import { acceptDrop } from '../api/client.ts'
import { importPaths } from '../commands/caseCommands.ts'
import { useToastStore } from '../stores/toasts.ts'
import { usePreferencesStore } from '../stores/preferences.ts'
import { engineText } from '../i18n/engineText.ts'

const readAll = (folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => {
    const reader = folder.createReader()
    const all: FileSystemEntry[] = []
    // readEntries gives a part at a time (100 in Chromium) and then an empty one.
    const next = (): void =>
      reader.readEntries((part) => {
        if (part.length === 0) return resolve(all)
        all.push(...part)
        next()
      }, reject)
    next()
  })

/** Files below an entry, each with its path inside what was dropped. */
async function filesBelow(entry: FileSystemEntry, path: string): Promise<File[]> {
  if (entry.isDirectory) {
    const children = await readAll(entry as FileSystemDirectoryEntry)
    return (await Promise.all(children.map((child) => filesBelow(child, `${path}${entry.name}/`)))).flat()
  }
  const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
  Object.defineProperty(file, 'webkitRelativePath', { value: `${path}${entry.name}` })
  return [file]
}

/** What was dropped. In a browser a folder is walked here; the desktop shell takes a folder's own path. */
async function droppedFiles(transfer: DataTransfer, walksFolders: boolean): Promise<File[]> {
  if (!walksFolders) return [...transfer.files]
  const entries = [...transfer.items].flatMap((dropped) => dropped.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...transfer.files]
  return (await Promise.all(entries.map((entry) => filesBelow(entry, '')))).flat()
}

/** Files may be dropped anywhere in the window. Returns whether some are over it now. */
export function useDrop(): Readonly<Ref<boolean>> {
  const isOver = ref(false)
  let depth = 0
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

  const onEnter = (event: DragEvent): void => {
    if (!hasFiles(event)) return
    event.preventDefault()
    depth++
    isOver.value = true
  }
  const onOver = (event: DragEvent): void => {
    if (hasFiles(event)) event.preventDefault()
  }
  const onLeave = (): void => {
    depth = Math.max(0, depth - 1)
    if (depth === 0) isOver.value = false
  }
  const onDrop = async (event: DragEvent): Promise<void> => {
    if (!event.dataTransfer || !hasFiles(event)) return
    event.preventDefault()
    depth = 0
    isOver.value = false
    const files = await droppedFiles(event.dataTransfer, usePreferencesStore().app?.shell === 'loopback')
    const paths = await acceptDrop(files)
    if (paths.ok) await importPaths(paths.value)
    else useToastStore().show(engineText(paths.error), { tone: 'error' })
  }
  const onDropEvent = (event: DragEvent): void => void onDrop(event)

  window.addEventListener('dragenter', onEnter)
  window.addEventListener('dragover', onOver)
  window.addEventListener('dragleave', onLeave)
  window.addEventListener('drop', onDropEvent)
  onBeforeUnmount(() => {
    window.removeEventListener('dragenter', onEnter)
    window.removeEventListener('dragover', onOver)
    window.removeEventListener('dragleave', onLeave)
    window.removeEventListener('drop', onDropEvent)
  })
  return isOver
}
