import { connect } from '@aplauso/ingest/client'
import { expect, test } from 'vitest'
import { withIngest } from '../../../local/with-ingest.ts'
import { caller } from './callers.ts'

test.each(['CastVote', 'CastVotes', 'StreamVotes'] as const)(
  'a caller of %s has votes accepted until it should stop',
  (name) =>
    withIngest({}, async (address) => {
      const client = connect(address)
      try {
        const endMs = performance.now() + 500
        expect(await caller(name, client, 10, () => performance.now() < endMs)).toBeGreaterThan(0)
      } finally {
        client.close()
      }
    }),
  60_000,
)
