import { createTestHarness } from 'wrangler'
import { bundleWorker } from '../../build/index.ts'
import { places } from '../../build/places.ts'
import { relayKey, startRelayStub } from '../relay-stub.ts'
import { settings, type Target } from './target.ts'

/** The edge as it is deployed: the Worker's bundle with the component, in workerd. */
export async function startWorkerd(): Promise<Target> {
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
  process.env.WRANGLER_SEND_METRICS = 'false'
  const { VOTER_KEY, ...vars } = settings
  const [relay] = await Promise.all([startRelayStub(), bundleWorker(places.bundle)])
  const harness = createTestHarness({
    workers: [
      {
        configPath: places.wranglerConfig,
        prebuiltWorkerDir: places.bundle,
        vars: { ...vars, RELAY_URL: relay.url },
        secrets: { RELAY_KEY: relayKey, VOTER_KEY },
      },
    ],
  })
  const { url } = await harness.listen()
  return {
    relay,
    fetch: (path, init) => fetch(url.origin + path, init),
    async close() {
      await harness.close()
      await relay.close()
    },
  }
}
