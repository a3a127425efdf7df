import { messageOf } from '@aplauso/process/portable'
import { type Answer, decodeAnswer } from '../boundary/answer.ts'
import { type Call, encodeCall } from '../boundary/call.ts'
import { RateLimitedLog } from '../log/log.ts'

/** What the component exports; the app as plain TypeScript has the same shape. */
export interface Component {
  handle(call: string): string
}

/**
 * The running instance of the component. One that threw, or met a bug, may be damaged inside without a sign of it: it is
 * dropped, and the next call gets a new one.
 */
export class Instances {
  readonly #create: () => Component
  readonly #log = new RateLimitedLog()
  #current: Component | undefined

  /** Makes the first instance at once: a Worker starts with it, and no request waits for it. */
  constructor(create: () => Component) {
    this.#create = create
    this.#current = create()
  }

  /** The app's answer to a call; undefined where there is none. */
  ask(call: Call): Answer | undefined {
    try {
      this.#current ??= this.#create()
      const answer = decodeAnswer(this.#current.handle(encodeCall(call)))
      if (answer.bug !== undefined) this.#drop('a bug in the app', answer.bug)
      return answer
    } catch (error) {
      this.#drop('the app broke down', messageOf(error))
      return undefined
    }
  }

  #drop(msg: string, reason: string): void {
    this.#current = undefined
    this.#log.report('error', msg, { reason })
  }
}
