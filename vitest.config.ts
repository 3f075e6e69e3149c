import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** What a test needs is in its name: `.test.ts` nothing, `.db.test.ts` a database, `.web.test.ts` a browser. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/world/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // What a page does by itself, such as to say how many were found, is waited for on a busy machine, too.
    expect: { poll: { timeout: 15_000 } },
    // The processes that the stories start compile the same sources again and again: a tenth of the command line's time.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)) },
    reporters: ['default', './test/world/closing-line-reporter.ts'],
  },
})
