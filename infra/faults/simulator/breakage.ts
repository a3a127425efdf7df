/** Deliberate breakages: each switches one rule off, and the simulator must notice. `●`: loses or doubles votes by itself. */
export const breakages = {
  'door-answers-early': 'a door answers "accepted" before the log has acknowledged',
  'log-acks-early': 'the log acknowledges before the record is on enough replicas (acks=1)',
  'producer-repeats': '● kafkajs repeats inside `send`, and a door believes that it stored all',
  'missing-outcome': 'a partition that is missing in the log’s answer is taken as stored',
  'archive-acks-early': '● the archive acknowledges before a majority has the row (w: 1)',
  'archive-error-decides': 'an archive error is taken as "stored", instead of repeating the batch',
  'replay-is-duplicate': 'a row that is there already is a duplicate, whatever its source',
  'tally-applies-anything': '● the script does not compare the watermark with the batch’s first position',
  'absent-accepts': '● an absent watermark accepts the batch instead of asking for a rebuild',
  'no-look-at-rest': '● no empty batch each second at rest',
  'refused-means-done': 'a refused batch is taken as done instead of seeking to the watermark',
  'two-step-tally': 'counters and watermark move in two steps',
  'sum-ignores-cut': '● a rebuild sums every row, not only those below the cut',
  'cut-is-watermark': '● a rebuild cuts at the watermark, also where progress is below it',
  'progress-too-early': '● progress, the cut of a lost tally, is raised before the archive has the rows',
  'progress-acks-early': '● progress is acknowledged before a majority has it',
  'progress-after-script': '● progress is written after the script',
  'progress-not-compared': '● progress is raised also where it does not reach the batch’s first position',
  'watermark-after-progress':
    '● the watermark is read after progress, so that a moving pair looks like an older archive',
  'gap-keeps-progress': '● a gap does not raise progress',
  'tail-loss-unseen': 'a log that ends before what was counted from it goes unnoticed',
  'recount-without-witness': '● a recount repairs the tally although the archive has lost rows',
  'lag-looks-fresh': '● a partition whose fetch loop stalls is at rest',
  'rejects-not-awaited': '● rejects are not awaited before the watermark moves',
  'letters-not-awaited': 'dead letters are not awaited before the watermark moves',
  'outage-makes-letters': '● any error of the archive makes dead letters',
  'consumer-judges': '● a consumer refuses votes by rules of its own',
} as const

export type Breakage = keyof typeof breakages
