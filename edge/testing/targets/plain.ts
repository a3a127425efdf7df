import { DatabaseSync } from 'node:sqlite'
import { hmacKey } from '@aplauso/proto'
import { handle } from '../../app/index.ts'
import { createGateway } from '../../gateway/gateway.ts'
import { Instances } from '../../gateway/instances.ts'
import { Backlog } from '../../outbox/backlog.ts'
import { outboxClient } from '../../outbox/client.ts'
import { OutboxShard } from '../../outbox/shard.ts'
import { relayTransport } from '../../outbox/transports/relay.ts'
import { relayKey, startRelayStub } from '../relay-stub.ts'
import { sqliteStorage } from '../sqlite-storage.ts'
import { settings, type Target } from './target.ts'

/** The edge as plain TypeScript in this process: the app itself, the gateway, and the shards without the platform. */
export async function startPlain(): Promise<Target> {
  const relay = await startRelayStub()
  const shards = Array.from({ length: Number(settings.OUTBOX_SHARDS) }, () => {
    return new OutboxShard({
      transport: relayTransport({ url: relay.url, key: () => hmacKey(relayKey) }),
      backlog: new Backlog(sqliteStorage(new DatabaseSync(':memory:')), Number(settings.OUTBOX_KEEP_MIB)),
      deadlineMs: Number(settings.OUTBOX_DEADLINE_MS),
      probeMs: 1_000,
      getAlarm: async () => null,
      setAlarm: async () => {},
      abort: () => {},
    })
  })
  const gateway = createGateway({
    allowedOrigins: settings.ALLOWED_ORIGINS.split(','),
    bodyTimeoutMs: Number(settings.BODY_TIMEOUT_MS),
    voterKey: () => hmacKey(settings.VOTER_KEY),
    instances: new Instances(() => ({ handle })),
    outbox: outboxClient({
      shards: shards.length,
      secret: relayKey,
      open: (shard) => ({ append: async (entries) => shards[shard]?.append(entries) ?? [] }),
    }),
  })
  return {
    relay,
    fetch: (path, init) => gateway(new Request(`http://edge.test${path}`, init), () => {}),
    close: () => relay.close(),
  }
}
