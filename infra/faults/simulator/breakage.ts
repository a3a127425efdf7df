/** Deliberate breakages: each switches one rule off, and the simulator must notice. `●`: loses or doubles votes by itself. */
export const breakages = {
  'door-answers-early': 'a door answers "accepted" before the log has acknowledged',
  'log-acks-early': 'the log acknowledges before the record is on enough replicas (acks=1)',
  'archive-acks-early': '● the archive acknowledges before a majority has the row (w: 1)',
  'archive-error-decides': 'an archive error is taken as "stored", instead of repeating the batch',
  'replay-is-duplicate': 'a row that is there already is a duplicate, whatever its source',
  'tally-applies-anything': '● the script does not compare the watermark with the batch’s first position',
  'absent-accepts': '● an absent watermark accepts the batch instead of asking for a rebuild',
  'no-look-at-rest': '● no empty batch each second at rest',
  'refused-means-done': 'a refused batch is taken as done instead of seeking to the watermark',
  'two-step-tally': 'counters and watermark move in two steps',
  'sum-ignores-cut': '● a rebuild sums every row, not only those below the cut',
  'progress-too-early': '● progress, the cut of a lost tally, is raised before the archive has the rows',
  'consumer-judges': '● a consumer refuses votes by rules of its own',
} as const

export type Breakage = keyof typeof breakages
