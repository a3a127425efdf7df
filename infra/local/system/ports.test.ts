import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePorts, host, portNames, portsFrom, requireFree } from './ports.ts'

test('the ports are consecutive from the base', () => {
  expect(portsFrom(4_800)).toEqual({
    dashboard: 4_800,
    edge: 4_801,
    grpc: 4_802,
    results: 4_803,
    logs: 4_804,
    relay: 4_805,
    management: 4_806,
  })
})

test('free ports are free, and all different', async () => {
  const ports = await freePorts()
  expect(new Set(Object.values(ports)).size).toBe(portNames.length)
  await requireFree(ports)
})

test('every taken port is named with its purpose, and how to choose others', async () => {
  const ports = await freePorts()
  const servers = [ports.edge, ports.logs].map((port) => createServer().listen(port, host))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  try {
    await expect(requireFree(ports)).rejects.toThrow(
      new RegExp(
        `^Port ${ports.edge} is in use; it is needed for the edge \\(votes over HTTP\\)\\.\n` +
          `Port ${ports.logs} is in use; it is needed for the log API\\.\n` +
          'Choose other ports with: npm start -- --port \\d+$',
      ),
    )
  } finally {
    for (const server of servers) server.close()
  }
})
