import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { root } from '../../terminal/root.ts'
import { audit, readAudit } from './audit.ts'

const lock = { packages: { '': {}, 'node_modules/hono': {}, 'node_modules/vitest': { dev: true } } }

describe('what npm audit prints', () => {
  test('vulnerabilities of what ships are kept apart from those of tools', () => {
    const vulnerabilities = {
      hono: { severity: 'low', nodes: ['node_modules/hono'] },
      vitest: { severity: 'critical', nodes: ['node_modules/vitest'] },
    }
    expect(readAudit(JSON.stringify({ auditReportVersion: 2, vulnerabilities }), lock)).toEqual({
      vulnerabilities: [
        { name: 'hono', severity: 'low', ships: true },
        { name: 'vitest', severity: 'critical', ships: false },
      ],
    })
    expect(readAudit('{"auditReportVersion":2,"vulnerabilities":{}}', lock)).toEqual({ vulnerabilities: [] })
  })

  test('a registry that does not know the question, and none at all, are said', () => {
    const notFound = { message: '404 Not Found - POST …', method: 'POST', uri: '…', statusCode: 404, body: {} }
    expect(readAudit(JSON.stringify(notFound), lock)).toEqual({ skipped: 'no audit endpoint (HTTP 404)' })
    expect(readAudit('{"message":"request to … failed, reason: getaddrinfo ENOTFOUND x"}', lock)).toEqual({
      skipped: 'no network (request to … failed, reason: getaddrinfo ENOTFOUND x)',
    })
  })

  test('anything else does not pass for a report', () => {
    for (const output of ['', '{}', 'npm error']) {
      expect(() => readAudit(output, lock)).toThrow('npm audit printed no report')
    }
  })
})

describe('npm audit', () => {
  /** A registry's address that knows no packages, and gives every question about vulnerabilities this answer. */
  async function registry(status: number, answer: object): Promise<string> {
    const server = createServer((request, response) => {
      request.resume()
      const isAudit = request.method === 'POST'
      response.writeHead(isAudit ? status : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify(isAudit ? answer : {}))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  test('names a package that ships and has a known vulnerability', async () => {
    const advisory = {
      id: 1,
      url: 'https://advisories.example/1',
      title: 'Example',
      severity: 'moderate',
      vulnerable_versions: '*',
      cwe: [],
      cvss: { score: 5, vectorString: null },
    }
    const address = await registry(200, { hono: [advisory] })
    const { vulnerabilities } = await audit(root, { npm_config_registry: address })
    expect(vulnerabilities).toContainEqual({ name: 'hono', severity: 'moderate', ships: true })
  }, 60_000)

  test('is skipped where the registry has no such address', async () => {
    const address = await registry(404, {})
    expect(await audit(root, { npm_config_registry: address })).toEqual({ skipped: 'no audit endpoint (HTTP 404)' })
  }, 60_000)
})
