import { outputTo } from '../terminal/index.ts'

const usage = `What to run for what. Each command has --help with its options and an example.

  to try it          npm start                 everything on this machine, with sample votes
                     npm run demo              the same, with votes coming in, and an end
                     npm run vote              one vote through either door
                     npm run cast              a file of votes through both doors
  to change it       npm test                  all tests; npm test -- SUITE runs one suite
                     npm run check             format, lint, words and types; --structure shows the rooms
                     npm run engines           real Kafka, Redis and a document server on this machine
                     npm run screenshots       pictures of every page in every state
  to run it          npm run topic             the topics of the log: made, checked, made anew
                     npm run recount           the tally against the archive
                     npm run redrive           dead letters: sent again, or kept
                     npm run outbox            what waits at the edge
                     npm run deploy:edge       also deploy:functions and deploy:dashboard
  to measure it      npm run load              votes at a steady rate through both doors; load:locust with Locust
                     npm run bench             what each part costs
                     npm run readers           log API, export and viewers under load
  to break it        npm run drill             one kind of fault on a running system
                     npm run fuzz              votes of every kind, good and broken: both doors answer alike
                     npm run prove             many kinds at once, then every vote is accounted for
                     npm run simulate          thousands of made-up runs with faults, from seeds

  npm run COMMAND -- --help`

outputTo(process.stdout).say(usage)
