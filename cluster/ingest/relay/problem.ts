import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { type Code, httpAnswers, problem, problemContentType } from '@aplauso/proto'

/** Answers with a problem document and closes the connection: the rest of a refused body is of no use. */
export function sendProblem(response: ServerResponse, code: Code, headers: OutgoingHttpHeaders = {}): void {
  if (response.headersSent) return void response.destroy()
  const { status, retryAfterSeconds } = httpAnswers[code]
  response
    .writeHead(status, {
      'content-type': problemContentType,
      connection: 'close',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...headers,
    })
    .end(JSON.stringify(problem(code)))
}
