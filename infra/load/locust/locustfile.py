"""Locust's users for both doors: `npm run load:locust`. Name one class after the options to use one door alone."""

from pathlib import Path

from locust import events

from edge_voter import EdgeVoter
from file_encoding import ENCODINGS
from grpc_voter import GrpcVoter

__all__ = ["EdgeVoter", "GrpcVoter"]

_SAMPLES = Path(__file__).parent.parent.parent / "samples" / "votes-decimal.json"


@events.init_command_line_parser.add_listener
def _add_options(parser) -> None:
    parser.add_argument("--votes", default=str(_SAMPLES), help="The vote file: a JSON array, NDJSON or CSV")
    parser.add_argument("--map", default="", help="Maps the file's keys to fields: Name=name,Album=album,…")
    parser.add_argument(
        "--encoding",
        default="",
        choices=["", *ENCODINGS],
        help="The file's encoding, if it neither says it nor is UTF-8",
    )
    parser.add_argument(
        "--no-ids",
        action="store_true",
        default=False,
        help="Leave out the file's ids, such as row numbers, which other files have, too",
    )
    parser.add_argument("--grpc-host", default="", help="The gRPC server, HOST:PORT, if the host is the edge's")
    parser.add_argument(
        "--over-and-over",
        action="store_true",
        default=False,
        help="Repeat the file until stopped, each vote under an id of its own",
    )
