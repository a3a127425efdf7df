import type { Environment } from '@aplauso/process'
import type { z } from 'zod'
import type { VoteArchive } from '../ports/vote-archive.ts'
import type { VoteLogView } from '../ports/vote-log-view.ts'

/** A store that was opened. */
export interface Opened<Store> {
  readonly store: Store
  /**
   * Connects, where there is something to connect to: a store that is not connected does so when it is first used.
   * @throws ConfigError where waiting will not help
   */
  readonly connect?: () => Promise<void>
}

/** An engine that archives votes, and shows them as a log. */
export interface ArchiveEngine {
  /** every variable that it reads, the one that chooses it among them; all may be absent */
  readonly variables: z.ZodRawShape
  /**
   * Opens the archive.
   * @param address the value of the variable that chooses this engine
   * @throws ConfigError where the configuration is wrong
   */
  archive(address: string, variables: Environment): Promise<Opened<VoteArchive>>
  /** Opens the archive as a log of votes, for reading alone. @throws ConfigError where the configuration is wrong */
  view(address: string, variables: Environment): Promise<Opened<VoteLogView>>
}
