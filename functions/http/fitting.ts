/** The first items, as many as a JSON document of so many bytes without them has room for. */
export function fitting<Item>(items: readonly Item[], bytesWithout: number, mostBytes: number): readonly Item[] {
  let bytes = bytesWithout
  const end = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1
    return bytes > mostBytes
  })
  return end === -1 ? items : items.slice(0, end)
}
