// A process between a shell and a command that takes its time to clean up and notes every signal in the file NOTES.
import { spawn } from 'node:child_process'
import { stopWithShell } from '../stop-with-shell.mjs'

const command = `
const { appendFileSync } = require('node:fs')
const note = (line) => appendFileSync(process.env.NOTES, line + '\\n')
process.on('SIGTERM', () => {
  note('SIGTERM')
  setTimeout(() => { note('cleaned up'); process.exit(0) }, 2_000)
})
note('ready')
setInterval(() => {}, 1_000)
`
const child = spawn(process.execPath, ['-e', command], { stdio: 'inherit' })
stopWithShell(child)
child.on('exit', () => process.exit(0))
