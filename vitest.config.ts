import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{proto,edge,cluster,functions,dashboard,infra}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/gen/**', '**/dist/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
