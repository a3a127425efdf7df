import { expect, it } from 'vitest'
import { type Figures, readFigures } from '../figures/figures.ts'
import { isCounted } from './counted.ts'

function figures(votes: number, unlisted = 0, to = 1): Figures {
  const albums = [{ band: 'Ana', title: 'Uno', votes, ranks: [{ rank: 1, to, votes }] }]
  const channels = { edge: votes, grpc: 0 }
  const lists = { bands: [{ name: 'Ana', votes }], albums, channels, pace: [] }
  const read = readFigures({ contest: 'default', state: 'open', total: votes + unlisted, ...lists })
  if (!read) throw new Error('the sample is not a results document')
  return read
}

const ballot = { name: 'Ana', album: 'Uno', rank: '1st' }

it.each([
  [figures(4), figures(5), ballot, true],
  [figures(4), figures(4), ballot, false],
  [figures(4), figures(5), { ...ballot, rank: '2' }, false],
  [figures(4), figures(5), { ...ballot, album: 'Dos' }, false],
  [figures(4, 7), figures(4, 8), { ...ballot, album: 'Dos' }, true],
  [figures(4, 7), figures(4, 8), ballot, false],
  [figures(4, 0, 5), figures(5, 0, 5), { ...ballot, rank: '2.5' }, true],
  [figures(4, 0, 5), figures(5, 0, 5), { ...ballot, rank: '6' }, false],
  [null, figures(1), ballot, true],
  [figures(4), null, ballot, false],
])(
  'a ballot is counted with one more vote for the same band, album and ranking (%#)',
  (before, now, given, counted) => {
    expect(isCounted(before, now, given)).toBe(counted)
  },
)
