import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/**
 * The style of what shows before any script or style sheet has come. It is inside the page, so that it costs no request;
 * the policy names its hash.
 */
const style =
  'html{color-scheme:light dark;background:light-dark(#f8f6f9,#15111b);color:light-dark(#1d1726,#f4f0f8);font-family:system-ui,sans-serif}' +
  '.skeleton{padding:6rem 1.25rem;font-size:1.25rem}' +
  '.skeleton p{margin:0 0 .5rem}'

/** The source of the policy that lets this style in, and no other inside the page. */
export const skeletonStyleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`

/** The page's language is known to its script alone: until then the page says it in both. */
const markup =
  '<div class="skeleton" role="status">' + '<p lang="es">Leyendo las bandas…</p><p lang="en">Loading bands…</p></div>'

/**
 * Puts into each page what shows at once, and its style sheets behind that: a style sheet in the head would keep the page
 * empty until it has come.
 */
export function skeleton(): Plugin {
  return {
    name: 'aplauso-skeleton',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const sheets: string[] = []
        const rest = html.replaceAll(/\s*<link rel="stylesheet"[^>]*>/g, (link) => {
          sheets.push(link)
          return ''
        })
        // What the form does not need yet, but its voter soon will: a second way to the server and back is saved.
        const isBallot = rest.includes('/assets/vote-')
        const later = Object.values(bundle).find((one) => isBallot && one.type === 'chunk' && one.name === 'sending')
        const hint = later
          ? `\n    <link rel="modulepreload" fetchpriority="low" crossorigin href="./${later.fileName}">`
          : ''
        return rest
          .replace('</head>', `  <style>${style}</style>\n  </head>`)
          .replace('<div id="page"></div>', `<div id="page">${markup}</div>`)
          .replace('</body>', `${sheets.join('').trimStart()}${hint}\n  </body>`)
      },
    },
  }
}
