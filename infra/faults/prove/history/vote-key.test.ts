import { voteKey } from '@aplauso/proto'
import { expect, it } from 'vitest'
import { idInKey, voteKeyOf } from './vote-key.ts'

const contents = { contest: 'default', band: 'Malacates Trébol Shop', album: 'Sub', year: 1993, rank: 99.5 }

it('the key of contents is the one that the contract makes', async () => {
  const vote = { contest: 'default', id: 'one', name: contents.band, album: 'Sub', year: 1993, rank: 99.5 }
  expect(voteKeyOf('one', contents)).toBe(await voteKey(vote))
  expect(idInKey(voteKeyOf('one', contents))).toBe('one')
})

it.each(['', 'one', 'u\u001fdefault\u001fone', 'u\u001fdefault\u001fone\u001fdigest\u001fmore'])(
  'the text %j is not a vote key',
  (text) => expect(idInKey(text)).toBeUndefined(),
)
