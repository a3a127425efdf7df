import type { RelayStub } from '../relay-stub.ts'

/** An edge under test. */
export interface Target {
  readonly relay: RelayStub
  fetch(path: string, init: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** The configuration that all targets run with; the relay's address comes to it. */
export const settings = {
  ALLOWED_ORIGINS: 'https://votes.example,https://other.example',
  VOTER_KEY: 'the-voter-key-of-the-tests-0123456789',
  OUTBOX_SHARDS: '4',
  BODY_TIMEOUT_MS: '1500',
  // What the log does not take has failed, as a caller sees it; keeping it instead has tests of its own.
  OUTBOX_KEEP_MIB: '0',
  // Long, so that a busy machine is not taken for a log that is down.
  OUTBOX_DEADLINE_MS: '4000',
} as const
