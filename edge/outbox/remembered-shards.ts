/**
 * The largest number of shards ever reported, this one included: an installation that has fewer now may have votes in the
 * objects that it no longer uses.
 */
export async function rememberedShards(storage: DurableObjectStorage, shards: number): Promise<number> {
  const known = (await storage.get<number>('shards')) ?? 0
  if (shards > known) await storage.put('shards', shards)
  return Math.max(shards, known)
}
