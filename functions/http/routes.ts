import { addressOf } from '@aplauso/proto'
import type { Answer } from './answer.ts'
import type { Question } from './question.ts'

/** An address that can be read. A handler may throw StoreUnavailable: the answer is then 503. */
export interface Route {
  /** matches the whole path as sent, without a slash at its end; named groups are the handler's parameters, percent-decoded */
  readonly path: RegExp
  /** @param question its signal aborts where the answer comes too late */
  read(question: Question, parameters: Readonly<Record<string, string>>): Promise<Answer>
}

/** A route that was found, with its parameters. */
export interface Found {
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * The first route for a path, which may have one slash more at its end; undefined where there is none, or where its
 * percent encoding is broken.
 */
export function findRoute(routes: readonly Route[], path: string): Found | undefined {
  const address = addressOf(path)
  for (const route of routes) {
    const match = route.path.exec(address)
    if (!match) continue
    try {
      const entries = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)])
      return { route, parameters: Object.fromEntries(entries) }
    } catch (error) {
      if (error instanceof URIError) return undefined
      throw error
    }
  }
  return undefined
}
