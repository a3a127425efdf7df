import type { EdgeConfig } from '../worker/config.ts'
import type { Env } from '../worker/env.ts'
import type { Outbox } from './durable-object.ts'
import { shardName } from './shards.ts'

/** A new stub of a shard's object: one that failed stays broken. */
export function stubOf(
  { OUTBOX }: Env,
  { OUTBOX_LOCATION: locationHint }: EdgeConfig,
  shard: number,
): DurableObjectStub<Outbox> {
  return OUTBOX.get(OUTBOX.idFromName(shardName(shard)), locationHint ? { locationHint } : {})
}
