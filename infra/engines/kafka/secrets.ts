import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { readJson, writeJson } from '../folder.ts'

export interface KafkaSecrets {
  readonly username: string
  readonly password: string
  readonly storePassword: string
  /** A UUID in base64url, as Kafka wants it. */
  readonly clusterId: string
}

/** Made once for a folder: Kafka's formatted storage keeps the user and the cluster's id. */
export function kafkaSecrets(folder: string): KafkaSecrets {
  const file = join(folder, 'secrets.json')
  const known = readJson<KafkaSecrets>(file)
  if (known) return known
  const made = {
    username: 'aplauso',
    password: randomBytes(24).toString('hex'),
    storePassword: randomBytes(24).toString('hex'),
    // A first character other than "-", which Kafka's tool would take for an option.
    clusterId: `A${randomBytes(16).toString('base64url').slice(1)}`,
  }
  writeJson(file, made)
  return made
}
