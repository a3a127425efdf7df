// Builds one part, named by the argument, in a process of its own: the one that shows progress stays free.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../terminal/root.ts'
import { parts } from './parts.ts'

const part = parts.find(({ name }) => name === process.argv[2])
if (!part) throw new Error(`there is no part ${process.argv[2]}`)
const module: unknown = await import(pathToFileURL(join(root, part.builder.module)).href)
const build = (module as Readonly<Record<string, unknown>>)[part.builder.name]
if (typeof build !== 'function') throw new Error(`${part.builder.module} exports no function ${part.builder.name}`)
await (part.builder.takesOutput ? build(join(root, part.output)) : build())
