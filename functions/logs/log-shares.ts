import type { Turn } from '@aplauso/stores'
import { type Answer, type Question, refusal } from '../http/index.ts'
import { FairShare } from './fair-share.ts'

/**
 * Questions to the archive at once. Its pool has eight connections: two are left for the short questions with which every
 * page begins.
 */
const questionsAtOnce = 6
/** Of one client: a filter that lets next to nothing through keeps these busy for seconds, and no others. */
const questionsPerClient = 3
/** Pages of one client at once; a console asks for one at a time. */
export const pagesPerClient = 8

/** What one client may have of the archive, so that none takes the log from the others. */
export class LogShares {
  readonly #questions = new FairShare({ atOnce: questionsAtOnce, perClient: questionsPerClient })
  readonly #pages = new Map<string, number>()

  /** Makes a client's page, or refuses one too many (429). @throws what making it throws */
  async page(question: Question, make: (turn: Turn) => Promise<Answer>): Promise<Answer> {
    const { client = '' } = question
    const pages = this.#pages.get(client) ?? 0
    if (pages >= pagesPerClient) return refusal('rate_limited')
    this.#pages.set(client, pages + 1)
    try {
      return await make(this.turnOf(question))
    } finally {
      const left = (this.#pages.get(client) ?? 1) - 1
      if (left > 0) this.#pages.set(client, left)
      else this.#pages.delete(client)
    }
  }

  /** What a request's questions to the archive wait for; it ends them where nobody waits for the answer any more. */
  turnOf({ client = '', signal }: Pick<Question, 'client' | 'signal'>): Turn {
    return (ask) => this.#questions.run(client, ask, signal)
  }
}
