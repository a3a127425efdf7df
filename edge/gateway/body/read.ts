export type Reading =
  | { readonly bytes: Uint8Array; readonly fault?: undefined }
  | { readonly bytes?: undefined; readonly fault: 'malformed' | 'too_large' | 'timeout' }

/** Beyond its limit a body is read on, and forgotten, up to so many times the limit. */
const patience = 4

/**
 * Reads a body within a size and a time. What is too large is read on for a while and forgotten: a client that still
 * sends does not see an answer, only a connection that breaks. A body that breaks off is `malformed`: its framing is
 * wrong, or its client has left and is not there any more to read its answer.
 */
export async function readBody(request: Request, maxBytes: number, timeoutMs: number): Promise<Reading> {
  if (Number(request.headers.get('content-length')) > patience * maxBytes) return { fault: 'too_large' }
  if (!request.body) return { bytes: new Uint8Array() }
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader()
  let chunks: Uint8Array[] = []
  let sizeBytes = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs)
  })
  try {
    while (sizeBytes <= patience * maxBytes) {
      const next = await Promise.race([reader.read(), deadline])
      if (next === 'timeout') return giveUp(reader, sizeBytes > maxBytes ? 'too_large' : 'timeout')
      if (next.done) return sizeBytes > maxBytes ? { fault: 'too_large' } : { bytes: join(chunks, sizeBytes) }
      sizeBytes += next.value.length
      if (sizeBytes > maxBytes) chunks = []
      else chunks.push(next.value)
    }
    return giveUp(reader, 'too_large')
  } catch {
    return { fault: 'malformed' }
  } finally {
    clearTimeout(timer)
  }
}

function giveUp(reader: ReadableStreamDefaultReader<Uint8Array>, fault: 'too_large' | 'timeout'): Reading {
  // Nobody waits for the cancelling: what it may say of a stream that is let go is of no use.
  reader.cancel(fault).catch(() => undefined)
  return { fault }
}

function join(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const [first] = chunks
  if (first && chunks.length === 1) return first
  const all = new Uint8Array(sizeBytes)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
