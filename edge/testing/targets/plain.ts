import { hmacKey } from '@aplauso/proto'
import { handle } from '../../app/index.ts'
import { createGateway } from '../../gateway/gateway.ts'
import { Instances } from '../../gateway/instances.ts'
import { outboxClient } from '../../outbox/client.ts'
import { Pump } from '../../outbox/pump.ts'
import { Keeper } from '../../outbox/store-and-forward.ts'
import { relayTransport } from '../../outbox/transports/relay.ts'
import { relayKey, startRelayStub } from '../relay-stub.ts'
import { settings, type Target } from './target.ts'

/** The edge as plain TypeScript in this process: the app itself, the gateway, and a pump for each shard. */
export async function startPlain(): Promise<Target> {
  const relay = await startRelayStub()
  const transport = relayTransport({ url: relay.url, key: () => hmacKey(relayKey) })
  const shards = Array.from({ length: Number(settings.OUTBOX_SHARDS) }, () => {
    const keeper = new Keeper({ transport, backlog: undefined, deadlineMs: Number(settings.OUTBOX_DEADLINE_MS) })
    return new Pump((entries) => keeper.store(entries))
  })
  const gateway = createGateway({
    allowedOrigins: settings.ALLOWED_ORIGINS.split(','),
    bodyTimeoutMs: Number(settings.BODY_TIMEOUT_MS),
    voterKey: () => hmacKey(settings.VOTER_KEY),
    instances: new Instances(() => ({ handle })),
    outbox: outboxClient({
      shards: shards.length,
      open: (shard) => ({ append: async (entries) => shards[shard]?.append(entries) ?? [] }),
    }),
  })
  return {
    relay,
    fetch: (path, init) => gateway(new Request(`http://edge.test${path}`, init), () => {}),
    close: () => relay.close(),
  }
}
