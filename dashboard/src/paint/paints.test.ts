import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { colourCount, Paints, patternCount } from './paints.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `band ${String(index).padStart(3, '0')}`)

describe('paints', () => {
  it('are different for 56 bands, colours first', () => {
    const paints = new Paints()
    paints.learn(names(56))
    const classes = names(56).map((name) => paints.classOf(name))
    expect(new Set(classes).size).toBe(56)
    expect(new Set(classes.slice(0, colourCount).map((one) => one.split(' ')[1])).size).toBe(colourCount)
  })

  it('stay when bands reorder and others join', () => {
    const paints = new Paints()
    paints.learn(['b', 'a'])
    const before = ['a', 'b'].map((name) => paints.classOf(name))
    paints.learn(['0', 'b', 'a'])
    expect(['a', 'b'].map((name) => paints.classOf(name))).toEqual(before)
    expect(before).not.toContain(paints.classOf('0'))
  })

  it('are the same on another screen, whatever the order there', () => {
    const [one, other] = [new Paints(), new Paints()]
    one.learn(['x', 'y', 'z'])
    other.learn(['z', 'x', 'y'])
    expect(['x', 'y', 'z'].map((name) => one.classOf(name))).toEqual(['x', 'y', 'z'].map((name) => other.classOf(name)))
  })

  it('all have their style', () => {
    const css = readFileSync(new URL('./paint.css', import.meta.url), 'utf8')
    for (let index = 0; index < colourCount; index++) expect(css).toContain(`.colour-${index} {`)
    // Pattern 0 is the plain one.
    for (let index = 1; index < patternCount; index++) expect(css).toContain(`.pattern-${index} {`)
  })
})
