import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

const font = '@fontsource-variable/bricolage-grotesque/LICENSE'

/** Ships the typeface's licence beside it, as the SIL Open Font License wants of whoever passes the font on. */
export function fontLicence(): Plugin {
  return {
    name: 'aplauso-font-licence',
    generateBundle() {
      const source = readFileSync(createRequire(import.meta.url).resolve(font), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'assets/font-licence.txt', source })
    },
  }
}
