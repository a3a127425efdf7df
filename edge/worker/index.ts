/** The Worker: the app's component, the gateway around it, the outbox behind it. */

import { hmacKey, operatorKey } from '@aplauso/proto'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import { Instances } from '../gateway/instances.ts'
import { respond } from '../gateway/respond.ts'
import { createComponent } from '../gen/component.js'
import { log } from '../log/log.ts'
import { answerOperator, type Operations, operatorsPath } from '../outbox/admin/operate.ts'
import { logBacklog, rememberShards, visitAll } from '../outbox/admin/visit.ts'
import { outboxClient } from '../outbox/client.ts'
import { stubOf } from '../outbox/stub.ts'
import { type EdgeConfig, readEdgeConfig } from './config.ts'
import { countResults } from './count.ts'
import type { Env } from './env.ts'
import { keyOf } from './keys.ts'
import { refuseAll } from './misconfigured.ts'

export { Outbox } from '../outbox/durable-object.ts'

// At module level: it is part of the Worker's start, and no request waits for it.
const instances = new Instances(createComponent)
let gateway: Gateway | undefined

export default {
  fetch(request, env, context) {
    if (!gateway) {
      const { config, problems } = readEdgeConfig(env)
      if (problems) log('error', 'wrong configuration: no vote is taken', { problems })
      else context.waitUntil(rememberShards(env, config))
      gateway = config ? gatewayOf(env, config) : refuseAll
    }
    return gateway(request, (work) => context.waitUntil(work))
  },

  /** A tunnel that a client asks for (CONNECT) is closed at once; without this the runtime answers 500 of its own. */
  connect(socket) {
    return socket.close()
  },

  /** Once an hour: wakes what the alarms have forgotten, and reports what waits. */
  async scheduled(_, env) {
    const { config } = readEdgeConfig(env)
    if (config) logBacklog(await visitAll(env, config))
  },
} satisfies ExportedHandler<Env>

function gatewayOf(env: Env, config: EdgeConfig): Gateway {
  const takeVotes = createGateway({
    allowedOrigins: config.ALLOWED_ORIGINS,
    bodyTimeoutMs: config.BODY_TIMEOUT_MS,
    voterKey: keyOf(() => hmacKey(config.VOTER_KEY)),
    instances,
    outbox: outboxClient({
      shards: config.OUTBOX_SHARDS,
      secret: config.RELAY_KEY,
      open: (shard) => {
        const stub = stubOf(env, config, shard)
        return { append: (entries) => stub.append(entries) }
      },
    }),
    count: (results) => countResults(env.OUTCOMES, results),
  })
  const operatorsKey = keyOf(() => operatorKey(config.OPERATOR_KEY, config.RELAY_KEY))
  const operations: Operations = {
    status: () => visitAll(env, config),
    deadLetters: (shard, after) => stubOf(env, config, shard).deadLetters(after),
    order: (what, shard, untilMs) => stubOf(env, config, shard).order(what, untilMs),
  }
  return async (request, waitUntil) => {
    const answer = request.url.includes(operatorsPath) && (await answerOperator(request, operatorsKey, operations))
    return answer ? respond(request, answer) : takeVotes(request, waitUntil)
  }
}
