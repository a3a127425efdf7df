import { encodeAnswer } from '../boundary/answer.ts'
import { decodeCall } from '../boundary/call.ts'
import { answer } from './app.ts'

/**
 * The app as one function of text, which is what the component exports.
 * @param call a request, written by `encodeCall`
 * @returns an answer, to be read by `decodeAnswer`
 */
export function handle(call: string): string {
  return encodeAnswer(answer(decodeCall(call)))
}
