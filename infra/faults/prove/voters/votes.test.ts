import { builtInContests, judgeVote, voteKey } from '@aplauso/proto'
import { expect, it } from 'vitest'
import { Random } from '../../random.ts'
import { plannedVotes } from './votes.ts'

const votesOf = (seed: number) => Array.from({ length: 2_000 }, plannedVotes(new Random(seed)))

it('the same seed gives the same votes, another gives others, each with an id of its own', () => {
  expect(votesOf(7)).toEqual(votesOf(7))
  const ids = [...votesOf(7), ...votesOf(8)].map(({ ballot }) => ballot.message?.id)
  expect(new Set(ids).size).toBe(4_000)
})

it('right votes keep the contract’s rules and have its key, wrong ones break them', async () => {
  for (const { ballot, key, isRight } of votesOf(1).slice(0, 1_000)) {
    const judgement = judgeVote(JSON.parse(ballot.text), { contests: builtInContests })
    expect(judgement.verdict === 'keeps_rules').toBe(isRight)
    if (judgement.verdict !== 'keeps_rules') continue
    const { contest, id = '' } = judgement.vote
    expect(key).toBe(await voteKey({ ...judgement.vote, contest: contest.id, id }))
  }
})

it('about one in fifty is wrong, one in ten is sent twice, half of these at once, and one in five is never tried again', () => {
  const votes = votesOf(3)
  const share = (is: (vote: (typeof votes)[number]) => boolean) => votes.filter(is).length / votes.length
  expect(share(({ isRight }) => !isRight)).toBeCloseTo(0.02, 1)
  expect(share(({ onceMoreMs }) => onceMoreMs !== undefined)).toBeCloseTo(0.1, 1)
  expect(share(({ onceMoreMs }) => onceMoreMs === 0)).toBeCloseTo(0.05, 1)
  expect(share(({ tries }) => tries === 1)).toBeCloseTo(0.2, 1)
  expect(share(({ isRight }) => !isRight)).toBeGreaterThan(0)
})
