import { sourceText } from '@aplauso/stores'
import type { Workload } from './door/workload.ts'
import type { World } from './world.ts'

/** Whether tally and archive have reached the log's end, under the present incarnation. */
export function isSettled({ log, tally, rightArchive }: World): boolean {
  const incarnation = rightArchive.incarnation()
  return partitions(log).every((partition) => {
    const { end } = log.partition(partition)
    const isCounted = tally.watermark(incarnation, partition) === end
    return isCounted && rightArchive.state.progressOf(incarnation, partition).next === end
  })
}

/** Whether each vote that the archive has counts once, and nothing else. */
export function isRight(world: World): boolean {
  return miscounts(world).length === 0
}

/**
 * The promise: what was accepted counts once, what is in the log counts once, nothing else counts. What a disaster
 * took away for which there is no help is left out; where the archive still has it, it counts all the same.
 */
export function judge(world: World, workload: Workload, settled: boolean): string[] {
  const { log, rightArchive, strange, disasters, operator, alarms, freshness } = world
  const { rows } = rightArchive.state
  const faults = [...operator.surprises, ...alarms.unexplained, ...freshness.faults]
  if (!settled) faults.push('the log’s end was never reached')
  for (const key of world.doubled) faults.push(`${key} was counted twice at some moment`)
  faults.push(...miscounts(world))
  const inLog = log.keys()
  const isMissing = (key: string) => !rows.has(key) && !strange.isPoison(key)
  for (const key of [...inLog].filter(isMissing)) faults.push(`${key} is in the log and has no row`)
  for (const key of [...workload.accepted].filter(isMissing)) {
    if (!inLog.has(key) && !disasters.lost.has(key)) faults.push(`${key} was accepted and is lost`)
  }
  for (const { key, reason } of world.deadLetters.all()) {
    if (!strange.mayDie(key)) faults.push(`${key} became a dead letter: ${reason}`)
  }
  return [...faults, ...judgeRecords(world), ...judgeProgress(world)]
}

function miscounts({ tally, rightArchive }: World): string[] {
  const counts = tally.bands()
  const { state } = rightArchive
  return [...new Set([...counts.keys(), ...state.rows.keys()])].flatMap((key) => {
    const counted = counts.get(key) ?? 0
    const expected = state.isReached(key, rightArchive.incarnation()) ? 1 : 0
    return counted === expected ? [] : [`${key} counts ${counted} times instead of ${expected}`]
  })
}

/**
 * Each record of the log is a row's source, or is among the rejects. Of a replaced archive it is enough that its vote has
 * a row: a twin may have been archived in its place, and a torn copy may lack the reject.
 */
function judgeRecords({ log, rightArchive, disasters }: World): string[] {
  const { state } = rightArchive
  const incarnation = rightArchive.incarnation()
  return partitions(log).flatMap((partition) =>
    log
      .partition(partition)
      .readable()
      .flatMap(({ offset, key }) => {
        const source = { incarnation, partition, offset }
        if (state.isTaken(source) || state.rejects.has(sourceText(source))) return []
        if (disasters.archiveReplaced && state.rows.has(key)) return []
        return [`the record at ${sourceText(source)} is neither a row nor a reject`]
      }),
  )
}

/** The witness: progress reaches the log's end and knows the number of rows below it. */
function judgeProgress({ log, rightArchive, disasters }: World): string[] {
  const { state } = rightArchive
  const incarnation = rightArchive.incarnation()
  return partitions(log).flatMap((partition) => {
    const { next, rows } = state.progressOf(incarnation, partition)
    const there = state.rowsOf(incarnation, partition, 0, next)
    const { end } = log.partition(partition)
    // A row that an older consumer took for a dead letter was counted by whoever came first.
    const uncounted = disasters.rowsBehindProgress ? there : state.buriedRows(incarnation, partition)
    const isRight = rows <= there && rows >= there - uncounted
    return [
      ...(isRight ? [] : [`progress of partition ${partition} says ${rows} rows, and there are ${there}`]),
      ...(next === end ? [] : [`progress of partition ${partition} is ${next}, and the log ends at ${end}`]),
    ]
  })
}

function partitions({ partitionCount }: World['log']): number[] {
  return Array.from({ length: partitionCount }, (_, partition) => partition)
}
