import { edgeClient } from '../clients/edge-client.ts'
import { grpcClient } from '../clients/grpc-client.ts'
import { describe } from '../clients/vote/answer.ts'
import { requestOf, voteOptionTypes } from '../clients/vote/request.ts'
import { runCommand } from '../terminal/run-command.ts'

const usage = `Casts one vote through one of the two doors, and prints the door's answer.

  npm run vote -- --grpc|--edge --name NAME --album ALBUM --year YEAR --rank RANK

  --edge, --grpc   the door: HTTP or gRPC
  --name           the band
  --album          its album
  --year           the album's year, 1900 to 2100
  --rank           the ranking: 0 to 100 with up to two decimals ("8.65"), or an ordinal ("1st", "3ro")
  --id             idempotency key: a vote sent again under its id counts once (default: a new one)
  --contest        the contest (default: "default")
  --voter          who votes; stored only as a keyed hash
  --cast-at        the time of the vote, such as 2026-11-25T20:15:00Z
  --to             the door's address (default: http://127.0.0.1:4801 for --edge, 127.0.0.1:4802 for --grpc)
  --json           print the answer as one JSON object

Exit code: 0 accepted, 1 refused or failed, 2 wrong usage.`

await runCommand({ usage, options: voteOptionTypes }, async (options) => {
  const { door, to, vote, json } = requestOf(options)
  const client = door === 'edge' ? edgeClient(to) : grpcClient(to)
  const answer = await client.castVote(vote).finally(() => client.close())
  const text = json ? JSON.stringify({ door, ...answer }) : describe(answer, `${door} at ${to}`)
  process.stdout.write(`${text}\n`)
  return answer.status === 'accepted' ? 0 : 1
})
