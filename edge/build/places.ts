import { fileURLToPath } from 'node:url'

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Absolute paths of what the build reads and writes. */
export const places = {
  edge: place('..'),
  entry: place('entry.ts'),
  world: place('world.wit'),
  gen: place('../gen'),
  bundle: place('../dist/worker'),
  worker: place('../worker/index.ts'),
  wranglerConfig: place('../wrangler.jsonc'),
  wrangler: place('../../node_modules/wrangler/bin/wrangler.js'),
} as const
