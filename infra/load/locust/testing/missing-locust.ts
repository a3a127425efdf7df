import { messageOf } from '@aplauso/process/portable'
import { locustEnvironment } from '../environment.ts'

/** Why Locust is not available here, for the names of tests; empty if it is. Installs it if need be. */
export async function whyMissing(): Promise<string> {
  try {
    await locustEnvironment((line) => process.stderr.write(`${line}\n`))
    return ''
  } catch (error) {
    return ` (left out: ${messageOf(error)})`
  }
}
