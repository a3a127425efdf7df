// Builds the part that the argument names, in a process of its own, so that the caller can show progress meanwhile.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../terminal/root.ts'
import { parts } from './parts.ts'

const part = parts.find(({ name }) => name === process.argv[2])
if (!part) throw new Error(`unknown part: ${process.argv[2]}`)
const module: unknown = await import(pathToFileURL(join(root, part.builder.module)).href)
const build = (module as Readonly<Record<string, unknown>>)[part.builder.name]
if (typeof build !== 'function')
  throw new Error(`${part.builder.module} does not export a function ${part.builder.name}`)
await (part.builder.takesOutput ? build(join(root, part.output)) : build())
