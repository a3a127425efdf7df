/** The shard of a vote key: FNV-1a over its UTF-16 units, so that a retry comes to the same object. */
export function shardOf(key: string, shards: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0) % shards
}

/** The name of a shard's object. It stays the same whatever the number of shards. */
export function shardName(shard: number): string {
  return `outbox-${shard}`
}
