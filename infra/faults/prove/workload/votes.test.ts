import { builtInContests, judgeVote, voteKey } from '@aplauso/proto'
import { expect, it } from 'vitest'
import { Random } from '../../random.ts'
import { voteKeyOf } from '../history/index.ts'
import { idPrefixOf, plannedVotes } from './votes.ts'

const votesOf = (seed: number) => {
  const random = new Random(seed)
  return Array.from({ length: 2_000 }, plannedVotes(random, idPrefixOf(random)))
}

it('the same seed gives the same votes, another gives others, each with an id of its own', () => {
  expect(votesOf(7)).toEqual(votesOf(7))
  const ids = [...votesOf(7), ...votesOf(8)].map(({ prepared }) => prepared.message?.id)
  expect(new Set(ids).size).toBe(4_000)
})

it('right votes keep the contract’s rules and have its key, wrong ones break them', async () => {
  for (const { prepared, contents, isRight } of votesOf(1).slice(0, 1_000)) {
    const judgement = judgeVote(JSON.parse(prepared.text), { contests: builtInContests })
    expect(judgement.verdict === 'keeps_rules').toBe(isRight)
    if (judgement.verdict !== 'keeps_rules') continue
    const { contest, id = '' } = judgement.vote
    expect(voteKeyOf(id, contents)).toBe(await voteKey({ ...judgement.vote, contest: contest.id, id }))
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

it('one in ten is marked: hundreds in a row have contents of their own, which no other vote has', () => {
  const votes = votesOf(3)
  const saysOf = (marked: boolean) =>
    votes.filter((vote) => vote.isMarked === marked).map((vote) => JSON.stringify(vote.contents))
  const [marked, others] = [saysOf(true), new Set(saysOf(false))]
  expect(marked.length / votes.length).toBeCloseTo(0.1, 1)
  expect(new Set(marked).size).toBe(marked.length)
  expect(marked.filter((says) => others.has(says))).toEqual([])
})
