import { type Case, json, voteText } from './case.ts'

const type = (contentType: string): Case => ({
  name: `${contentType} is taken`,
  headers: { 'content-type': contentType },
  body: voteText(),
  expect: { status: 202, stored: [{}] },
})

const notType = (contentType: string): Case => ({
  name: `${contentType || 'no content type'} is not taken`,
  headers: contentType ? { 'content-type': contentType } : {},
  body: voteText(),
  expect: { status: 415, code: 'unsupported_media_type', stored: [] },
})

/** Routes, methods, content types, CORS, and which refusal goes first. */
export const protocol: readonly Case[] = [
  type('Application/JSON'),
  type('application/json;charset=UTF-8'),
  type('application/json; version=1; charset="utf-8"'),
  notType(''),
  notType('text/plain'),
  notType('application/json; charset=latin1'),
  notType('application/json; CHARSET=utf-16'),
  notType('application/jsonx'),
  notType('constructor'),
  notType('__proto__'),
  ...['gzip', 'br', 'identity, deflate', 'constructor'].map(
    (encoding): Case => ({
      name: `a body in the encoding ${encoding} is not taken`,
      headers: { ...json, 'content-encoding': encoding },
      body: voteText(),
      expect: {
        status: 415,
        code: 'unsupported_media_type',
        stored: [],
        headers: { 'accept-encoding': 'identity' },
      },
    }),
  ),
  {
    name: 'the encoding identity is none',
    headers: { ...json, 'content-encoding': 'Identity' },
    body: voteText(),
    expect: { status: 202, stored: [{}] },
  },
  ...['/vote/', '/v1/votes/', '/vote/?x=1'].map(
    (path): Case => ({
      name: `${path} is the address without its slash`,
      path,
      body: voteText(),
      expect: { status: 202, stored: [{}] },
    }),
  ),
  { name: '/healthz/ answers', method: 'GET', path: '/healthz/', expect: { status: 200 } },
  {
    name: 'a browser’s question for an icon is not found',
    method: 'GET',
    path: '/favicon.ico',
    expect: { status: 404 },
  },
  { name: '/healthz answers', method: 'GET', path: '/healthz', expect: { status: 200 } },
  { name: '/healthz answers HEAD', method: 'HEAD', path: '/healthz', expect: { status: 200 } },
  { name: 'a query changes nothing', method: 'GET', path: '/healthz?x=/vote', expect: { status: 200 } },
  {
    name: '/openapi.json answers, and may be kept a while',
    method: 'GET',
    path: '/openapi.json',
    expect: { status: 200, headers: { 'cache-control': 'public, max-age=300' } },
  },
  ...['/', '/v1', '/v1/votes//', '/votes', '/VOTE', '/v%6fte', '//vote', '/constructor'].map(
    (path): Case => ({
      name: `${path} is not an address`,
      path,
      body: voteText(),
      expect: { status: 404, code: 'not_found' },
    }),
  ),
  ...['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'].map(
    (method): Case => ({
      name: `${method} /vote learns what is allowed`,
      method,
      path: '/vote',
      expect: { status: 405, code: 'method_not_allowed', headers: { allow: 'POST' } },
    }),
  ),
  {
    name: 'POST /healthz learns what is allowed',
    path: '/healthz',
    expect: { status: 405, code: 'method_not_allowed', headers: { allow: 'GET, HEAD' } },
  },
  {
    name: 'an unknown address goes before a wrong type and a body too large',
    path: '/nowhere',
    headers: { 'content-type': 'text/plain' },
    body: ' '.repeat(1024 * 1024 + 1),
    expect: { status: 404, code: 'not_found' },
  },
  {
    name: 'a wrong type goes before a body too large',
    headers: { 'content-type': 'text/plain' },
    body: ' '.repeat(1024 * 1024 + 1),
    expect: { status: 415, code: 'unsupported_media_type' },
  },
  { name: 'an empty body is not JSON', expect: { status: 400, code: 'malformed' } },
  {
    name: 'an allowed page may read the answer',
    headers: { ...json, origin: 'https://votes.example' },
    body: voteText(),
    expect: {
      status: 202,
      stored: [{}],
      headers: {
        'access-control-allow-origin': 'https://votes.example',
        'access-control-expose-headers': 'Retry-After',
        vary: 'Origin',
      },
    },
  },
  {
    name: 'an allowed page may read a refusal',
    path: '/nowhere',
    headers: { ...json, origin: 'https://other.example' },
    expect: { status: 404, headers: { 'access-control-allow-origin': 'https://other.example', vary: 'Origin' } },
  },
  {
    name: 'another page may not',
    headers: { ...json, origin: 'https://evil.example' },
    body: voteText(),
    expect: { status: 202, stored: [{}], headers: { 'access-control-allow-origin': null, vary: 'Origin' } },
  },
  {
    name: 'an allowed page’s preflight is granted',
    method: 'OPTIONS',
    path: '/vote',
    headers: {
      origin: 'https://votes.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,idempotency-key',
    },
    expect: {
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://votes.example',
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'Content-Type, Idempotency-Key',
      },
    },
  },
  {
    name: 'there is no preflight for an address that there is not',
    method: 'OPTIONS',
    path: '/nowhere',
    headers: { origin: 'https://votes.example', 'access-control-request-method': 'POST' },
    expect: { status: 404, code: 'not_found', headers: { 'access-control-allow-methods': null } },
  },
  {
    name: 'another page’s preflight is not',
    method: 'OPTIONS',
    path: '/vote',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    expect: {
      status: 204,
      headers: { 'access-control-allow-origin': null, 'access-control-allow-methods': null, vary: 'Origin' },
    },
  },
]
