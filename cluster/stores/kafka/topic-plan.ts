import { plannedPartitions } from '../ports/vote-log.ts'

/** What a topic must be like. */
export interface TopicPlan {
  readonly name: string
  /** made with so many; more are as good */
  readonly partitions: number
  readonly retentionMs: number
}

const dayMs = 24 * 60 * 60 * 1000

/** Every accepted vote. Partitions may be added: a key that then goes elsewhere is still counted once, by its row. */
export const votesTopic: TopicPlan = { name: 'votes', partitions: plannedPartitions, retentionMs: 7 * dayMs }

/** Records that could not be counted, kept until somebody has looked at them; few, so one partition is enough. */
export const deadTopic: TopicPlan = { name: 'votes.dead', partitions: 1, retentionMs: 30 * dayMs }

/** Copies of each record, and how many must have it before it is acknowledged: one broker may fail. */
export const safeReplicas = 3
export const safeInSync = 2

/** What a cluster says of one topic; `undefined` where it has none. */
export interface TopicFacts {
  readonly partitions: number
  /** The smallest number of replicas of any of its partitions. */
  readonly replicas: number
  /** Effective settings by name, such as `min.insync.replicas`, whoever set them. */
  readonly settings: Readonly<Record<string, string | undefined>>
}

export interface TopicReport {
  /** What must be fixed before votes may be taken. */
  readonly problems: readonly string[]
  /** What is tolerated, because this is a development cluster or because it does no harm today. */
  readonly warnings: readonly string[]
}

/**
 * Judges one topic. Too few replicas are tolerated in development, nothing else is.
 * @param facts `undefined` when the topic is missing
 */
export function judgeTopic(plan: TopicPlan, facts: TopicFacts | undefined, development: boolean): TopicReport {
  if (!facts)
    return { problems: [`topic ${plan.name}: is missing; make it with: npm run topic -- create`], warnings: [] }
  const problems: string[] = []
  const warnings: string[] = []
  const say = (line: string, to: string[]) => to.push(`topic ${plan.name}: ${line}`)
  const replication = development ? warnings : problems
  const { settings } = facts
  const inSync = Number(settings['min.insync.replicas'])

  if (facts.partitions < plan.partitions) {
    say(`has ${facts.partitions} partitions, must have at least ${plan.partitions}`, problems)
  }
  if (facts.replicas < safeReplicas) {
    say(`replication factor ${facts.replicas}, must be at least ${safeReplicas}`, replication)
  }
  if (!(inSync >= safeInSync)) say(`min.insync.replicas ${inSync}, must be at least ${safeInSync}`, replication)
  if (inSync > facts.replicas) {
    say(`min.insync.replicas ${inSync} is more than its ${facts.replicas} replicas: no vote could be stored`, problems)
  }
  if (settings['unclean.leader.election.enable'] !== 'false') {
    say('unclean.leader.election.enable must be false: a late replica that takes over loses votes', problems)
  }
  if (settings['cleanup.policy'] !== 'delete') {
    say(`cleanup.policy is ${settings['cleanup.policy']}, must be delete: compaction removes records`, problems)
  }
  const retentionMs = Number(settings['retention.ms'])
  if (retentionMs >= 0 && retentionMs < plan.retentionMs) {
    say(`keeps records ${retentionMs / dayMs} days, ${plan.retentionMs / dayMs} are planned`, warnings)
  }
  return { problems, warnings }
}

/** Judges a broker's settings: a mistyped topic must fail, not appear with the broker's defaults. */
export function judgeBroker(broker: string, settings: TopicFacts['settings']): readonly string[] {
  if (settings['auto.create.topics.enable'] === 'false') return []
  return [`broker ${broker}: auto.create.topics.enable must be false`]
}
