import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { colourCount } from '../paint/paints.ts'

const css = readFileSync(new URL('./colours.css', import.meta.url), 'utf8')
const colours = new Map(
  [...css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

type Triple = readonly [number, number, number]

/** Linear-light red, green and blue. */
function linear(hex: string): Triple {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = linear(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const apply = (rows: readonly Triple[], [x, y, z]: Triple): Triple => {
  const [a = 0, b = 0, c = 0] = rows.map((row) => row[0] * x + row[1] * y + row[2] * z)
  return [a, b, c]
}

/** OKLab (Björn Ottosson, 2020), whose distances approximate perceived differences. */
function lab(rgb: Triple): Triple {
  const [l, m, s] = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  )
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  )
}

/** Full colour vision, and the three kinds of colour blindness (Machado, Oliveira and Fernandes, 2009). */
const eyes: Readonly<Record<string, readonly Triple[]>> = {
  'all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

function distance(a: Triple, b: Triple): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
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

  const bands = [...colours].filter(([name]) => name.startsWith('band-'))

  it('make all bars of bands visible', () => {
    expect(bands).toHaveLength(colourCount)
    for (const [name] of bands) expect(contrastOnPaper(name, theme), name).toBeGreaterThanOrEqual(3)
  })

  it.each(Object.keys(eyes))('keep bands apart for eyes that see %s', (kind) => {
    const seen = bands.map(([, pair]) => {
      const [r, g, b] = apply(eyes[kind] ?? [], linear(pair[theme]))
      const clip = (value: number) => Math.min(1, Math.max(0, value))
      return lab([clip(r), clip(g), clip(b)])
    })
    const distances = seen.flatMap((one, index) => seen.slice(0, index).map((other) => distance(one, other)))
    expect(Math.min(...distances)).toBeGreaterThan(0.1)
  })
})
