import { deployedHeaders, everyAnswerHeaders } from '@aplauso/proto'
import type { Answer } from '../boundary/answer.ts'

/** Answers are about one request: nothing keeps them, unless they say otherwise. */
const everyAnswer = { ...everyAnswerHeaders, 'cache-control': 'no-store' } as const

/** What is deployed is reached by HTTPS, under a name of its own. */
const deployed = /^https:\/\/(?!(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d*)?(\/|$))/i

/** Makes an answer what is sent, with the headers of every answer, and to HEAD without its body. */
export function respond({ method, url }: Request, { status, headers, body }: Omit<Answer, 'votes'>): Response {
  return new Response(method === 'HEAD' || status === 204 ? null : body, {
    status,
    headers: { ...everyAnswer, ...(deployed.test(url) ? deployedHeaders : {}), ...headers },
  })
}
