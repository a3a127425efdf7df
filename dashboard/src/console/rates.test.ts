import { expect, it } from 'vitest'
import { ratesOf } from './rates.ts'

const nowMs = Date.UTC(2026, 10, 25, 20, 15, 37)
const ago = (seconds: number, edge: number, grpc: number) => ({
  atMs: Date.UTC(2026, 10, 25, 20, 15, 30) - seconds * 1_000,
  edge,
  grpc,
})

it('rates are votes per second of the last thirty complete seconds', () => {
  expect(ratesOf([ago(40, 900, 900), ago(30, 30, 0), ago(10, 60, 15), ago(0, 7, 7)], nowMs)).toEqual({
    edge: 3,
    grpc: 0.5,
  })
})

it('rates are 0 without votes', () => {
  expect(ratesOf([], nowMs)).toEqual({ edge: 0, grpc: 0 })
})
