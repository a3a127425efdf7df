import { type Cluster, type PartitionAssigner, PartitionAssigners } from 'kafkajs'

/** So soon the group reads partitions that were added. */
const everyMs = 1_000

/**
 * Keeps a consumer's metadata fresh beside its fetches. kafkajs joins the group anew where its metadata has partitions
 * that were added. Its own `metadataMaxAge` refreshes within a fetch, which then fails for all partitions while one has no
 * leader.
 */
export class MetadataRefresh {
  #cluster: Cluster | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #underWay: Promise<void> = Promise.resolve()

  /** kafkajs's usual assigner. It is given to the consumer: the one public way to its cluster object. */
  readonly assigner: PartitionAssigner = (config) => {
    this.#cluster = config.cluster
    return PartitionAssigners.roundRobin(config)
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      if (!this.#cluster?.isConnected()) return
      // Where it fails the old metadata stays, and fetches find out for themselves.
      this.#underWay = this.#cluster.refreshMetadata().catch(() => {})
    }, everyMs)
  }

  /** Waits for a refresh under way: it would connect again. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#underWay
  }
}
