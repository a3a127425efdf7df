import { paths } from './paths.ts'
import { schemas } from './schemas.ts'

/** The description of the edge's addresses, as JSON text (OpenAPI 3.1). */
export const openApi: string = JSON.stringify({
  openapi: '3.1.1',
  info: {
    title: 'Aplauso: the edge',
    version: '1',
    summary: 'Cast votes in a music contest.',
    description:
      'A vote that is answered `accepted` is counted exactly once. After a 503, or no answer at all, send the vote again ' +
      'under the same `id`: it still counts once. Every address may have one slash more at its end.',
    license: { name: 'All rights reserved', url: 'https://spdx.org/licenses/LicenseRef-UNLICENSED' },
  },
  servers: [{ url: '/' }],
  tags: [
    { name: 'votes', description: 'Casting votes' },
    { name: 'service', description: 'The service itself' },
  ],
  paths,
  components: { schemas },
})
