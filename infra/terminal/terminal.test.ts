import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { outputTo, progressBar, step } from './index.ts'

function capture(isTerminal: boolean) {
  const written: string[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk) => written.push(String(chunk)))
  const output = outputTo(Object.assign(stream, { isTTY: isTerminal }) as unknown as NodeJS.WriteStream)
  return { output, text: () => written.join('') }
}

test('without a terminal, progress is a plain line at each quarter', () => {
  const { output, text } = capture(false)
  const progress = progressBar('Casting votes', 1_000, output)
  for (let done = 10; done <= 1_000; done += 10) progress.update(done)
  progress.end()
  expect(text()).toBe(['0', '250', '500', '750', '1,000'].map((done) => `Casting votes ${done} of 1,000\n`).join(''))
})

test('on a terminal the bar ends full, on a line of its own', () => {
  const { output, text } = capture(true)
  const progress = progressBar('Casting votes', 100, output)
  progress.update(100)
  progress.end()
  expect(text()).toMatch(/█{30}.* 100 of 100\n$/)
})

test('a step returns its result and rethrows its failure', async () => {
  const { output, text } = capture(false)
  expect(await step('Building', output, async () => 7)).toBe(7)
  await expect(step('Building', output, () => Promise.reject(new Error('no wood')))).rejects.toThrow('no wood')
  expect(text()).toBe('Building …\nBuilding …\n')
})
