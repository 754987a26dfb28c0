import { callApp } from '../api/client.ts'
import { copyText } from './clipboard.ts'

/** Shows a written file in its folder; a shell that cannot copies its path. */
export async function revealFile(path: string): Promise<void> {
  const answer = await callApp('shell.reveal', { path })
  if (!answer.ok || !answer.value) await copyText(path)
}
