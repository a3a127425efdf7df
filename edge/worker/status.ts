import { type HmacKey, signatureFault, signatureHeader } from '@aplauso/proto'
import type { Visited } from './visit.ts'

/** Where an operator asks for the outbox; what is signed is the method and this path, as `GET /outbox/status`. */
export const statusPath = '/outbox/status'

/**
 * Answers a signed question for the outbox's status. Any other request is not answered here: without the key the
 * address does not exist.
 */
export async function answerStatus(
  request: Request,
  key: () => Promise<HmacKey>,
  visitAll: () => Promise<readonly Visited[]>,
): Promise<Response | undefined> {
  if (request.method !== 'GET' || new URL(request.url).pathname !== statusPath) return undefined
  const signature = request.headers.get(signatureHeader) ?? undefined
  if (await signatureFault(await key(), `GET ${statusPath}`, signature, Date.now())) return undefined
  return Response.json({ shards: await visitAll() }, { headers: { 'cache-control': 'no-store' } })
}
