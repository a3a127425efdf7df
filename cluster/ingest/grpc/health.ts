import type { Server } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'

const services = ['', 'aplauso.v1.VoteIngest'] as const
const intervalMs = 500

/**
 * Adds grpc.health.v1.Health, for the process and for the service: SERVING while the log answers.
 * @returns reports permanently that nothing is served any more
 */
export function addHealth(server: Server, isUp: () => boolean): () => void {
  const health = new HealthImplementation()
  let reported: boolean | undefined
  const report = (serving: boolean) => {
    if (serving === reported) return
    reported = serving
    for (const service of services) health.setStatus(service, serving ? 'SERVING' : 'NOT_SERVING')
  }
  report(isUp())
  health.addToServer(server)
  const timer = setInterval(() => report(isUp()), intervalMs)
  return () => {
    clearInterval(timer)
    report(false)
  }
}
