import type { Server } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'

const services = ['', 'aplauso.v1.VoteIngest'] as const
const intervalMs = 500

/**
 * Adds grpc.health.v1.Health, for the process and for the service: SERVING while the log answers.
 * @returns tells that nothing is served any more, for good
 */
export function addHealth(server: Server, isUp: () => boolean): () => void {
  const health = new HealthImplementation()
  let told: boolean | undefined
  const tell = (serving: boolean) => {
    if (serving === told) return
    told = serving
    for (const service of services) health.setStatus(service, serving ? 'SERVING' : 'NOT_SERVING')
  }
  tell(isUp())
  health.addToServer(server)
  const timer = setInterval(() => tell(isUp()), intervalMs)
  return () => {
    clearInterval(timer)
    tell(false)
  }
}
