import { expect, it } from 'vitest'
import { deployArguments, shellLine } from './command.ts'

const deployment = { folder: '/tmp/a b', region: 'us-central1', origins: ['https://votes.example', 'http://x:1'] }

it('each function is deployed from its folder, with its secrets from Secret Manager and none in the command', () => {
  const args = deployArguments({ ...deployment, name: 'logs', project: 'p1' })
  expect(args).toContain('--source=/tmp/a b')
  expect(args).toContain('--project=p1')
  expect(args).toContain('--set-env-vars=^;^ALLOWED_ORIGINS=https://votes.example,http://x:1')
  expect(args).toContain('--set-secrets=MONGODB_URI=aplauso-mongodb-uri:latest,EXPORT_KEY=aplauso-export-key:latest')
  expect(deployArguments({ ...deployment, name: 'results' }).join(' ')).not.toContain('--project')
})

it('a printed command can be pasted into a shell', () => {
  expect(shellLine('gcloud', ['run', "it's", '^;^a', '--x=/a/b:c,d'])).toBe("gcloud run 'it'\\''s' '^;^a' --x=/a/b:c,d")
})
