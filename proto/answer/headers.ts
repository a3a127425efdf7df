/** Headers of every HTTP answer: a browser takes it for nothing but what it says it is. */
export const everyAnswerHeaders = { 'x-content-type-options': 'nosniff' } as const

/** Headers of every answer of what is deployed: browsers that came by HTTPS come by nothing else for a year. */
export const deployedHeaders = { 'strict-transport-security': 'max-age=31536000' } as const
