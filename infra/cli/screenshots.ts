import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { findChromium, launchChromium, noChromium } from '../checks/browser/chromium.ts'
import { type Look, showState } from '../checks/browser/open-page.ts'
import { startPageServer } from '../checks/browser/page-server.ts'
import { states } from '../checks/browser/states.ts'
import { buildMissing } from '../local/build/index.ts'
import { root } from '../local/system/index.ts'
import { UsageError } from '../terminal/command-line.ts'
import { progressBar } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Takes a picture of every page in every state: phone and desktop, light and dark, Spanish and English.

  npm run screenshots [-- --only TEXT] [--looks TEXT]

  --only TEXT    only states whose name contains the text: ${states
    .map(({ name }) => name)
    .join(', ')
    .replace(/(.{1,90})( |$)/g, '$1\n                 ')
    .trim()}
  --looks TEXT   only looks whose name contains the text, such as phone-dark-es

The pictures are .screenshots/<state>/<look>.png. Needs Chromium (CHROMIUM_PATH names one in an unusual place).`

const looks: readonly (Look & { readonly name: string })[] = (['desktop', 'phone'] as const).flatMap((device) =>
  (['light', 'dark'] as const).flatMap((theme) =>
    (['es', 'en'] as const).map((language) => ({ device, theme, language, name: `${device}-${theme}-${language}` })),
  ),
)

/** Some states take seconds to show; other pictures are taken meanwhile. */
const pagesAtOnce = 4

const optionTypes = {
  only: { type: 'string', default: '' },
  looks: { type: 'string', default: '' },
} as const

await runCommand({ usage, options: optionTypes }, async (options, { output }) => {
  const pictures = states
    .filter(({ name }) => name.includes(options.only))
    .flatMap((state) => looks.filter(({ name }) => name.includes(options.looks)).map((look) => ({ state, look })))
  if (pictures.length === 0) throw new UsageError('no state or look matches')
  const chromium = findChromium(process.env)
  if (!chromium) throw new Error(noChromium)

  await buildMissing(output)
  const folder = join(root, '.screenshots')
  if (options.only === '' && options.looks === '') rmSync(folder, { recursive: true, force: true })
  const server = await startPageServer(join(root, 'dashboard', 'dist'))
  const browser = await launchChromium(chromium)
  const progress = progressBar('Taking pictures', pictures.length, output)
  try {
    let taken = 0
    const queue = pictures.values()
    const take = async () => {
      for (const { state, look } of queue) {
        mkdirSync(join(folder, state.name), { recursive: true })
        const page = await showState(browser, server.url, state, look)
        await page.screenshot({ path: join(folder, state.name, `${look.name}.png`), fullPage: true })
        await page.context().close()
        taken += 1
        progress.update(taken)
      }
    }
    await Promise.all(Array.from({ length: pagesAtOnce }, take))
  } finally {
    progress.end()
    await browser.close()
    await server.close()
  }
  output.say(`${pictures.length} pictures are in ${relative(process.cwd(), folder) || folder}/`)
  return 0
})
