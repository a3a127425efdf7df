import { locustEnvironment } from '../load/locust/environment.ts'
import { runLocust } from '../load/locust/run-locust.ts'
import { outputTo } from '../terminal/index.ts'
import { fromHere } from '../terminal/root.ts'
import { exitWith } from '../terminal/run-command.ts'

const usage = `Locust with a user class for each door. The first run creates a Python environment in an ignored folder.

  npm run load:locust [-- OPTIONS] [EdgeVoter] [GrpcVoter]

  --votes F         a JSON array of votes, NDJSON or CSV; each vote is sent once, by whichever worker and user
                    (default: infra/samples/votes-decimal.json)
  --map, --encoding, --no-ids
                    how to read the file, as \`npm run cast -- --help\` says
  --over-and-over   repeat the file until stopped, each vote under an id of its own
  --host URL        the edge, such as http://127.0.0.1:4801 (with only GrpcVoter: HOST:PORT)
  --grpc-host H:P   the gRPC server, such as 127.0.0.1:4802
  --setup           only create the Python environment
  --help            this text; -h is Locust's own

All other options are Locust's; the page on http://127.0.0.1:8089 has fields for host and file, too. The default is the doors
of \`npm start\`. Headless, with two workers:

  npm run load:locust -- --headless -u 20 -r 20 --processes 2 --votes votes.json

A headless run ends when every vote of the file is sent. Exit code 0 only if all were accepted.`

await exitWith(async () => {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    outputTo(process.stdout).say(usage)
    return 0
  }
  const environment = await locustEnvironment(outputTo(process.stderr).say)
  if (args.includes('--setup')) return 0
  return runLocust(environment, args, fromHere('.'))
})
