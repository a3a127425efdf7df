import { commonSchemas, serviceOperations } from './common.ts'

export interface Description {
  readonly title: string
  readonly summary: string
  readonly description: string
  /** operations by path and method */
  readonly paths: Readonly<Record<string, object>>
  readonly schemas: Readonly<Record<string, object>>
  readonly securitySchemes?: Readonly<Record<string, object>>
}

/** The document that describes a function's addresses (OpenAPI 3.1), those that every function has among them. */
export function describeApi({ title, summary, description, paths, schemas, securitySchemes }: Description) {
  return {
    openapi: '3.1.1',
    info: {
      title,
      version: '1',
      summary,
      description,
      license: { name: 'All rights reserved', url: 'https://spdx.org/licenses/LicenseRef-UNLICENSED' },
    },
    servers: [{ url: '/' }],
    paths: { ...paths, ...serviceOperations },
    components: { schemas: { ...schemas, ...commonSchemas }, ...(securitySchemes ? { securitySchemes } : {}) },
  }
}
