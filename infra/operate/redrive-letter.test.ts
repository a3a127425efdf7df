import type { LetterFate, LogEntry } from '@aplauso/stores'
import { expect, it } from 'vitest'
import { redriveLetter } from './redrive-letter.ts'

const source = { incarnation: '1', partition: 3, offset: 17 }
const letter = { source, key: 'k', value: '{"v":2}', reason: 'unknown version 2' }

function stores(stands: LetterFate) {
  const order: (string | LogEntry)[] = []
  return {
    order,
    archive: {
      async decideFate() {
        order.push('fate')
        return stands
      },
    },
    producer: {
      async append(entry: LogEntry) {
        order.push(entry)
        return 'accepted' as const
      },
    },
  }
}

it('appends a record behind its fate, with the sources of its first letter and of this one', async () => {
  const { order, archive, producer } = stores('redriven')
  expect(await redriveLetter(archive, producer, letter)).toBe('accepted')
  expect(order).toEqual(['fate', { key: 'k', value: '{"v":2}', redriven: { origin: source, letter: source } }])
  const origin = { ...source, offset: 2 }
  await redriveLetter(archive, producer, { ...letter, origin })
  expect(order.at(-1)).toMatchObject({ redriven: { origin, letter: source } })
})

it('appends nothing of a letter that somebody discarded meanwhile', async () => {
  const { order, archive, producer } = stores('discarded')
  expect(await redriveLetter(archive, producer, letter)).toBe('discarded')
  expect(order).toEqual(['fate'])
})
