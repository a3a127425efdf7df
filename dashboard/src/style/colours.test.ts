import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./colours.css', import.meta.url), 'utf8')
const colours = new Map(
  [...css.matchAll(/--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

function contrastOnPaper(name: string, theme: 'light' | 'dark'): number {
  return contrast(colours.get(name)?.[theme] ?? '', colours.get('paper')?.[theme] ?? '')
}

describe.each(['light', 'dark'] as const)('the colours of the %s theme', (theme) => {
  it.each(['ink', 'quiet'])('make %s text readable', (name) => {
    expect(contrastOnPaper(name, theme)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['loud', 'second', 'good', 'warning'])('make %s marks visible', (name) => {
    expect(contrastOnPaper(name, theme)).toBeGreaterThanOrEqual(3)
  })
})
