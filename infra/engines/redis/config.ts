/**
 * The redis.conf of a server on loopback. `noeviction` and the append-only file are as in production: a counter that is
 * evicted or lost would be noticed only by a rebuild.
 * @param folder an existing folder for its data
 */
export function redisConfig(folder: string, port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir "${folder.replaceAll('"', '\\"')}"`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory 256mb',
    'maxmemory-policy noeviction',
    'daemonize no',
    'loglevel notice',
    '',
  ].join('\n')
}
