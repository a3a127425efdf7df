import { type Fault, limits } from '@aplauso/proto'
import type { Call, LineFault } from '../../boundary/call.ts'
import type { Item } from './batch.ts'

const faults: Readonly<Record<LineFault, Fault>> = {
  malformed: { field: '', code: 'malformed', message: 'the line is not readable JSON, or nested too deeply' },
  too_large: { field: '', code: 'too_large', message: `the line has more than ${limits.voteBytes} bytes` },
}

const blank = /^[ \t\r]*$/

/** Reads NDJSON: each line that is not blank is a vote, whatever is wrong with the others. */
export function readLines({ lineFaults, body }: Call): Item[] {
  return body.split('\n').flatMap((line, index) => {
    const fault = lineFaults?.[index]
    if (fault) return { fault: faults[fault] }
    return blank.test(line) ? [] : readLine(line)
  })
}

function readLine(line: string): Item {
  try {
    return { input: JSON.parse(line) }
  } catch {
    return { fault: faults.malformed }
  }
}
