import { expect, it } from 'vitest'
import { arrowsOf, circlesIn, climbing } from './floors.ts'

const between = (from: string, to: string) => ({ file: `infra/${from}/a.ts`, target: `infra/${to}/b.ts` })

it('an arrow to a higher floor climbs, one to the same or a lower floor does not', () => {
  const arrows = arrowsOf([
    between('local', 'terminal'),
    between('faults', 'operate'),
    between('clients', 'local'),
    between('local', 'local'),
    { file: 'infra/local/a.ts', target: 'proto/index.ts' },
  ])
  expect(arrows).toHaveLength(3)
  expect(climbing(arrows)).toEqual([{ from: 'clients', to: 'local', imports: 1 }])
})

it('an arrow of a room without a floor counts as climbing', () => {
  expect(climbing(arrowsOf([between('attic', 'terminal')]))).toHaveLength(1)
})

it('nodes that reach each other are a circle, and only those', () => {
  const targets = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', []],
  ])
  expect(circlesIn(targets)).toEqual([['a', 'b', 'c']])
})
