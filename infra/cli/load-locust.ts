import { locustEnvironment } from '../load/locust/environment.ts'
import { runLocust } from '../load/locust/run-locust.ts'
import { outputTo } from '../terminal/index.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Locust with a user for each door. The first time it makes a Python environment in an ignored folder.

  npm run load:locust [-- OPTIONS] [EdgeVoter] [GrpcVoter]

  --votes F         a JSON array of votes, NDJSON or CSV; each vote is sent once, by whichever worker and user
                    (default: infra/samples/votes-decimal.json)
  --over-and-over   through the file again and again until stopped, each vote under an id of its own
  --host URL        the edge, such as http://127.0.0.1:4801 (with GrpcVoter alone: HOST:PORT)
  --grpc-host H:P   the gRPC server, such as 127.0.0.1:4802
  --setup           make the Python environment, and no more
  --help            this text; -h is Locust's own

All other options are Locust's, and the page on http://127.0.0.1:8089 has host and file too. The doors of \`npm start\` are
the default. Without a page, with two workers:

  npm run load:locust -- --headless -u 20 -r 20 --processes 2 --votes votes.json

A run without a page ends when every vote of the file is sent. Exit code 0 only if all were accepted.`

const errors = outputTo(process.stderr)

await runCommand(errors, async () => {
  const args = process.argv.slice(2)
  if (args.includes('--help')) {
    outputTo(process.stdout).say(usage)
    return 0
  }
  const environment = await locustEnvironment(errors.say)
  if (args.includes('--setup')) return 0
  return runLocust(environment, args, process.env.APLAUSO_INVOKED_FROM ?? process.cwd())
})
