import type { Plugin } from 'vite'
import { skeletonStyleSource } from './skeleton.ts'

/**
 * The pages may load their own scripts and styles, have the one style of their skeleton, and read the named origins. Text becomes markup only through
 * Svelte's templates.
 */
export function contentSecurityPolicyFor(origins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${skeletonStyleSource}`,
    "font-src 'self'",
    "img-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ${origins.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ].join('; ')
}

/**
 * The policy inside the built pages, for hosts that send none. The build does not know the APIs in config.json, so it
 * allows any HTTPS origin, and plain HTTP only on this machine. A host that knows them puts `withPolicy` in its place.
 */
export const contentSecurityPolicy = contentSecurityPolicyFor(['https:', 'http://127.0.0.1:*', 'http://localhost:*'])

const policyInPage = /(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*/

/**
 * A built page that may read the named origins alone.
 * @param page its HTML
 * @throws Error where it has no policy, as every built page has
 */
export function withPolicy(page: string, origins: readonly string[]): string {
  if (!policyInPage.test(page)) throw new Error('the page names no Content-Security-Policy')
  return page.replace(policyInPage, contentSecurityPolicyFor(origins).replaceAll("'", '&#39;'))
}

/** Adds the policy to the head of the built page, but not to the dev server's, where Vite's client violates it. */
export function contentSecurityPolicyMeta(): Plugin {
  return {
    name: 'content-security-policy-meta',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
        injectTo: 'head-prepend',
      },
    ],
  }
}
