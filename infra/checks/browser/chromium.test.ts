import { expect, it } from 'vitest'
import { findChromium } from './chromium.ts'

it('Chromium is the one that is named, where it is there', () => {
  expect(findChromium({ CHROMIUM_PATH: process.execPath, PATH: '' })).toBe(process.execPath)
  expect(findChromium({ CHROMIUM_PATH: '/no/such/file', PATH: process.env.PATH })).toBeUndefined()
})
