import type { Plugin } from 'vite'

/**
 * What the pages may do: run and style themselves with their own files, and read the named origins. Text becomes markup
 * only through Svelte's own templates.
 */
export function contentSecurityPolicyFor(origins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${origins.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types svelte-trusted-html',
  ].join('; ')
}

/**
 * The policy inside the built pages, for hosts that send none. The APIs that config.json names are not known when they
 * are built, so any HTTPS origin is allowed, and plain HTTP on this machine alone.
 */
export const contentSecurityPolicy = contentSecurityPolicyFor(['https:', 'http://127.0.0.1:*', 'http://localhost:*'])

/** Puts the policy at the head of the built page. Not while developing: Vite's own client breaks it. */
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
