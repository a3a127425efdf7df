/// <reference path="./siphash.d.ts" />
import siphash from 'siphash'

/**
 * How the shard of a vote key is chosen: a retry comes to the same object. By SipHash, keyed with a secret: callers make
 * up the ids in the keys, and could otherwise send all of a flood to one object.
 */
export function shardChooser(secret: string): (key: string, shards: number) => number {
  const hashKey = Uint32Array.from([0, 1, 2, 3], (part) => siphash.hash(Uint32Array.of(part, 0, 0, 0), secret).l)
  return (key, shards) => siphash.hash(hashKey, key).l % shards
}

/** The name of a shard's object. It stays the same whatever the number of shards. */
export function shardName(shard: number): string {
  return `outbox-${shard}`
}
