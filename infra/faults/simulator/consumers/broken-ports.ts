import { partitionOfField, watermarkField } from '@aplauso/proto'
import {
  noProgress,
  type Progress,
  type ProgressStep,
  RowsRefused,
  type TallyAnswer,
  type TallyStep,
} from '@aplauso/stores'
import type { Breakage } from '../breakage.ts'
import type { World } from '../world.ts'
import type { Ports } from './ports.ts'

type Break = (ports: Ports, world: World) => Ports

const unawaitedMs = 2_000

const isLook = ({ first, next }: TallyStep) => first === next

/** Rules of the consumer that are broken from outside: by what its stores do and answer. */
const breaks: Partial<Record<Breakage, Break>> = {
  'archive-error-decides': withInsert((rows, insert) => insert().catch(() => rows.map(() => true))),

  'outage-makes-letters': withInsert(async (rows, insert) => {
    try {
      return await insert()
    } catch (error) {
      throw error instanceof RowsRefused ? error : new RowsRefused(rows.keys())
    }
  }),

  'no-look-at-rest': withApply(async (step, apply) => {
    return isLook(step) ? { applied: true, watermark: step.next } : apply()
  }),

  'refused-means-done': withApply(async (step, apply) => {
    const answer = await apply()
    return answer.applied || answer.watermark === null ? answer : { applied: true, watermark: step.next }
  }),

  'progress-after-script': (ports) => {
    const steps = new Map<number, ProgressStep>()
    const { archive, tally } = ports
    return {
      ...ports,
      archive: {
        ...archive,
        async advanceProgress(step) {
          steps.set(step.partition, step)
          return { ...step, rows: 0 }
        },
      },
      tally: {
        ...tally,
        async apply(step) {
          const answer = await tally.apply(step)
          const later = steps.get(step.partition)
          if (answer.applied && later && !isLook(step)) await archive.advanceProgress(later)
          return answer
        },
      },
    }
  },

  'cut-is-watermark': (ports) => {
    const { archive, tally } = ports
    let read: ReadonlyMap<string, number> = new Map()
    const raised = (row: Progress): Progress => {
      const watermark = read.get(watermarkField(row.incarnation, row.partition)) ?? 0
      return watermark > row.next ? { ...row, next: watermark, lastKey: null } : row
    }
    return {
      ...ports,
      archive: {
        ...archive,
        async progress(incarnation) {
          const rows = new Map((await archive.progress(incarnation)).map((row) => [row.partition, row]))
          for (const field of read.keys()) {
            const partition = partitionOfField(field, incarnation)
            if (partition === undefined) continue
            rows.set(partition, raised(rows.get(partition) ?? noProgress({ incarnation, partition })))
          }
          return [...rows.values()]
        },
      },
      tally: {
        ...tally,
        async watermarks() {
          read = await tally.watermarks()
          return read
        },
      },
    }
  },

  'watermark-after-progress': (ports) => {
    const { archive, tally } = ports
    let before: readonly Progress[] | undefined
    return {
      ...ports,
      tally: {
        ...tally,
        async watermarks() {
          before = await archive.progress(await archive.incarnation())
          return tally.watermarks()
        },
      },
      archive: {
        ...archive,
        async progress(incarnation) {
          const known = before
          before = undefined
          return known ?? archive.progress(incarnation)
        },
      },
    }
  },

  'gap-keeps-progress': (ports) => ({
    ...ports,
    archive: { ...ports.archive, raiseProgress: async (jump) => ({ ...jump, lastKey: null, rows: 0 }) },
  }),

  'rejects-not-awaited': (ports) => ({
    ...ports,
    archive: {
      ...ports.archive,
      async reject(rejects) {
        unawaited(() => ports.archive.reject(rejects))
      },
    },
  }),

  'letters-not-awaited': (ports) => ({
    ...ports,
    deadLetters: {
      ...ports.deadLetters,
      async bury(letters) {
        unawaited(() => ports.deadLetters.bury(letters))
      },
    },
  }),
}

/** The ports of a consumer, with what is broken of them. */
export function brokenPorts(ports: Ports, world: World): Ports {
  return [...world.broken].reduce((broken, name) => breaks[name]?.(broken, world) ?? broken, ports)
}

/** Work that nobody waits for takes its time, and is not repeated. */
function unawaited(work: () => Promise<void>): void {
  setTimeout(() => void work().catch(() => undefined), unawaitedMs)
}

function withInsert(
  insert: (
    rows: Parameters<Ports['archive']['insert']>[0],
    real: () => Promise<readonly boolean[]>,
  ) => Promise<readonly boolean[]>,
): Break {
  return (ports) => ({
    ...ports,
    archive: { ...ports.archive, insert: (rows) => insert(rows, () => ports.archive.insert(rows)) },
  })
}

function withApply(apply: (step: TallyStep, real: () => Promise<TallyAnswer>) => Promise<TallyAnswer>): Break {
  return (ports) => ({
    ...ports,
    tally: { ...ports.tally, apply: (step) => apply(step, () => ports.tally.apply(step)) },
  })
}

/** The ports of a recount, with what is broken of them. */
export function brokenAuditPorts(ports: Ports, { broken }: World): Ports {
  if (!broken.has('recount-without-witness')) return ports
  const { archive } = ports
  return {
    ...ports,
    archive: {
      ...archive,
      async sum(incarnation, cut, from) {
        const sum = await archive.sum(incarnation, cut, from)
        const rows = (await archive.progress(incarnation)).map((row) => [row.partition, row.rows] as const)
        return { ...sum, rows: new Map(rows) }
      },
    },
  }
}
