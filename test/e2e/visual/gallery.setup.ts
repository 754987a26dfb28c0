// Builds the gallery the way the window is built, into a folder of its own.
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { test } from '@playwright/test'
import { build } from 'vite'
import { messagesPlugin } from '../../../build/messagesPlugin.ts'
import { GALLERY } from './galleryServer.ts'

test('the gallery builds', async () => {
  const renderer = resolve(import.meta.dirname, '../../../renderer')
  await build({
    configFile: false,
    root: renderer,
    logLevel: 'warn',
    plugins: [vue(), messagesPlugin()],
    build: {
      outDir: GALLERY,
      emptyOutDir: true,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { input: resolve(renderer, 'gallery/index.html') },
    },
  })
})
