import type { Effect, LinkName, PartName } from './plan.ts'

/** Something that can be killed with -9 and comes back. */
export interface Part {
  /** Kills it and resolves when it is ready again. */
  kill(): Promise<void>
}

/** A process that can be stopped and go on, without its noticing. */
export interface Freezable extends Part {
  freeze(): void
  thaw(): void
}

/** Undoes a fault. */
export type Heal = () => Promise<void>

/** The brokers of the log, numbered from 1. */
export interface Brokers {
  /** Kills one with -9 and resolves when it is ready again. */
  kill(broker: number): Promise<void>
  /** Stops one in the middle of what it does (SIGSTOP); healed, it goes on. */
  freeze(broker: number): Promise<Heal>
  /** Cuts one off from the others, not from its clients. */
  isolate(broker: number): Promise<Heal>
  /** Gives every partition another leader. */
  moveLeaders(): Promise<void>
  /** Stops and starts each in good order. */
  roll(): Promise<void>
}

/** The data of the archive as a whole. */
export interface ArchiveData {
  /** Keeps a copy of it as it is now. */
  copy(): Promise<void>
  /** Puts it back to the copy; resolves when it answers again. */
  restore(): Promise<void>
  /** Puts an empty one in its place. */
  replace(): Promise<Heal>
}

/** What faults are done to. */
export interface Targets {
  readonly parts: Readonly<Partial<Record<PartName, Part>>>
  readonly freezable: Readonly<Partial<Record<PartName, Freezable>>>
  readonly brokers: Brokers
  /** Adds a partition to the topic of the votes. */
  addPartition(): Promise<void>
  /** Records of a newer version, which become dead letters. */
  readonly newerRecords: { append(): Promise<void>; redrive(): Promise<void> }
  /** the archive's data as a whole; absent where it is not a server of its own */
  readonly archive?: ArchiveData | undefined
  /** Stops the consumers in good order; what it gives back starts them again. */
  stopConsumers(): Promise<Heal>
  breakLink(link: LinkName, effect: Effect): Promise<Heal>
  /** Keeps a copy of Redis as it is now. */
  copyRedis(): Promise<void>
  /** Puts Redis back to the copy; resolves when it answers again. */
  rollRedisBack(): Promise<void>
  emptyRedis(): Promise<void>
}
