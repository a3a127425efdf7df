import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../ports/errors.ts'
import { isRefusal, kafkaFault } from './fault.ts'

const protocol = (type: string) =>
  new KafkaJSProtocolError(Object.assign(new Error(`broker says ${type}`), { type, code: 1 }))
const named = (name: string, message: string) => Object.assign(new Error(message), { name })

describe('an error of kafkajs', () => {
  it.each([
    [
      'unreachable',
      new KafkaJSConnectionError('Connection error: connect ECONNREFUSED', { broker: 'a:1', code: 'ECONNREFUSED' }),
    ],
    ['unreachable', named('KafkaJSRequestTimeoutError', 'Request timed out')],
    ['unreachable', named('KafkaJSGroupCoordinatorNotFound', 'Failed to find group coordinator')],
    ['credentials', named('KafkaJSSASLAuthenticationError', 'Invalid credentials')],
    ['credentials', protocol('TOPIC_AUTHORIZATION_FAILED')],
    ['certificate', new KafkaJSConnectionError('Connection error: self-signed certificate', { broker: 'a:1' })],
    ['topic', protocol('UNKNOWN_TOPIC_OR_PARTITION')],
    ['topic', protocol('POLICY_VIOLATION')],
    ['other', protocol('NOT_ENOUGH_REPLICAS')],
    ['other', 'a text'],
  ])('is sorted as %s however deep it lies: %s', (kind, error) => {
    expect(kafkaFault(error).kind).toBe(kind)
    if (!(error instanceof Error)) return
    const wrapped = new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 2, retryTime: 100 })
    expect(kafkaFault(new StoreUnavailable('down', { cause: wrapped })).kind).toBe(kind)
  })

  it.each(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP'])(
    'is a refusal of records where it is %s',
    (type) => expect(isRefusal(protocol(type))).toBe(true),
  )

  it.each(['NOT_ENOUGH_REPLICAS', 'TOPIC_AUTHORIZATION_FAILED', 'UNKNOWN_TOPIC_OR_PARTITION', 'POLICY_VIOLATION'])(
    'is not a refusal of records where it is %s: they can wait',
    (type) => expect(isRefusal(protocol(type))).toBe(false),
  )

  it('is not a refusal of records where only its text says so', () => {
    expect(isRefusal(new Error('MESSAGE_TOO_LARGE'))).toBe(false)
  })
})
