import { expect, test } from 'vitest'
import { deadTopic, judgeBroker, judgeTopic, type TopicFacts, votesTopic } from './topic-plan.ts'

const good: TopicFacts = {
  partitions: 12,
  replicas: 3,
  settings: {
    'min.insync.replicas': '2',
    'unclean.leader.election.enable': 'false',
    'cleanup.policy': 'delete',
    'retention.ms': '604800000',
  },
}

test('a topic made to plan has neither problems nor warnings', () => {
  expect(judgeTopic(votesTopic, good, false)).toEqual({ problems: [], warnings: [] })
})

test('a missing topic is one problem that names the command', () => {
  expect(judgeTopic(deadTopic, undefined, true).problems).toEqual([
    'topic votes.dead: is missing; make it with: npm run topic -- create',
  ])
})

test('all problems are reported at once', () => {
  const bad = {
    partitions: 1,
    replicas: 1,
    settings: { 'min.insync.replicas': '1', 'unclean.leader.election.enable': 'true', 'cleanup.policy': 'compact' },
  }
  expect(judgeTopic(votesTopic, bad, false)).toEqual({
    problems: [
      'topic votes: has 1 partitions, must have at least 12',
      'topic votes: replication factor 1, must be at least 3',
      'topic votes: min.insync.replicas 1, must be at least 2',
      'topic votes: unclean.leader.election.enable must be false: a late replica that takes over loses votes',
      'topic votes: cleanup.policy is compact, must be delete: compaction removes records',
    ],
    warnings: [],
  })
})

test('development tolerates few replicas, with a warning, and nothing else', () => {
  const single = { ...good, replicas: 1, partitions: 3, settings: { ...good.settings, 'min.insync.replicas': '1' } }
  const report = judgeTopic(votesTopic, single, true)
  expect(report.problems).toEqual(['topic votes: has 3 partitions, must have at least 12'])
  expect(report.warnings).toEqual([
    'topic votes: replication factor 1, must be at least 3',
    'topic votes: min.insync.replicas 1, must be at least 2',
  ])
})

test('more partitions than planned are as good', () => {
  expect(judgeTopic(votesTopic, { ...good, partitions: 16 }, false)).toEqual({ problems: [], warnings: [] })
})

test('more replicas demanded in sync than exist is a problem even in development', () => {
  expect(judgeTopic(votesTopic, { ...good, replicas: 1 }, true).problems).toEqual([
    'topic votes: min.insync.replicas 2 is more than its 1 replicas: no vote could be stored',
  ])
})

test('a short retention is warned of, an endless one is not', () => {
  const keeping = (ms: string) =>
    judgeTopic(votesTopic, { ...good, settings: { ...good.settings, 'retention.ms': ms } }, false)
  expect(keeping('86400000').warnings).toEqual(['topic votes: keeps records 1 days, 7 are planned'])
  expect(keeping('-1').warnings).toEqual([])
})

test('a setting that the cluster does not report counts as wrong', () => {
  expect(judgeTopic(votesTopic, { ...good, settings: {} }, false).problems).toHaveLength(3)
  expect(judgeBroker('1', {})).toEqual(['broker 1: auto.create.topics.enable must be false'])
})
