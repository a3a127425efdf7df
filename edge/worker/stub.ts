import { shardName } from '../outbox/shards.ts'
import type { EdgeConfig } from './config.ts'
import type { Env } from './env.ts'
import type { Outbox } from './outbox.ts'

/** A new stub of a shard's object: one that failed stays broken. */
export function stubOf(
  { OUTBOX }: Env,
  { OUTBOX_LOCATION: locationHint }: EdgeConfig,
  shard: number,
): DurableObjectStub<Outbox> {
  return OUTBOX.get(OUTBOX.idFromName(shardName(shard)), locationHint ? { locationHint } : {})
}
