/** The Worker: the app's component, the shell around it, the outbox behind it. */
import { createComponent } from '../gen/component.js'
import { log } from '../log/log.ts'
import { outboxClient, type Shard } from '../outbox/client.ts'
import { shardName } from '../outbox/shards.ts'
import { Instances } from '../shell/instances.ts'
import { createShell, type Shell } from '../shell/shell.ts'
import { type EdgeConfig, readEdgeConfig } from './config.ts'
import { countOutcomes } from './count.ts'
import type { Env } from './env.ts'
import { keyOf } from './keys.ts'
import { refuseAll } from './misconfigured.ts'

export { Outbox } from './outbox.ts'

// At module level: it is part of the Worker's start, and no request waits for it.
const instances = new Instances(createComponent)
let shell: Shell | undefined

export default {
  fetch(request, env, context) {
    shell ??= shellOf(env)
    return shell(request, (work) => context.waitUntil(work))
  },
} satisfies ExportedHandler<Env>

function shellOf(env: Env): Shell {
  const { config, problems } = readEdgeConfig(env)
  if (problems) {
    log('error', 'wrong configuration: no vote is taken', { problems })
    return refuseAll
  }
  return createShell({
    allowedOrigins: config.ALLOWED_ORIGINS,
    bodyTimeoutMs: config.BODY_TIMEOUT_MS,
    voterKey: keyOf(config.VOTER_KEY),
    instances,
    outbox: outboxClient({ shards: config.OUTBOX_SHARDS, open: (shard) => open(env, config, shard) }),
    count: (outcomes) => countOutcomes(env.OUTCOMES, outcomes),
  })
}

function open({ OUTBOX }: Env, { OUTBOX_LOCATION: locationHint }: EdgeConfig, shard: number): Shard {
  const stub = OUTBOX.get(OUTBOX.idFromName(shardName(shard)), locationHint ? { locationHint } : {})
  return { append: (entries) => stub.append(entries) }
}
