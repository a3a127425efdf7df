import { expect, it } from 'vitest'
import { findChromium } from './chromium.ts'

it('the named Chromium is used if it exists', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath, PATH: '' })).toBe(process.execPath)
  expect(findChromium({ CHROMIUM_PATH: '/no/such/file', PATH: process.env.PATH })).toBeUndefined()
})
