import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { contentSecurityPolicyMeta } from './csp.ts'
import { fontLicence } from './font-licence.ts'
import { skeleton } from './skeleton.ts'

export default defineConfig({
  // Relative addresses let the page be served from any path.
  base: './',
  plugins: [svelte({ configFile: false }), contentSecurityPolicyMeta(), skeleton(), fontLicence()],
  build: {
    emptyOutDir: true,
    // The Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    // One style sheet is one request: browsers make six at once to a host without HTTP/2.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'vote.html', 'console.html'] },
  },
})
