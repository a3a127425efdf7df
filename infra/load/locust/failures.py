"""What Locust says of votes that are not accepted."""

import logging
import re
import ssl
from socket import gaierror

_MOST_NAMED = 20

_log = logging.getLogger(__name__)

# What gRPC says of a connection, and the reason in the words of `infra/clients/connection-fault.ts`.
_GRPC_REASONS = (
    (re.compile("Connection refused"), "connection refused"),
    (re.compile("resolution failed|errors resolving|lookup failed", re.IGNORECASE), "name not found"),
    (re.compile("No route to host|Network is unreachable"), "no route to the host"),
    (re.compile("Deadline Exceeded", re.IGNORECASE), "no answer in time"),
    (re.compile("reset by peer|Socket closed|Broken pipe"), "connection reset"),
    (re.compile("SSL|TLS"), "TLS: the door does not speak it, or not as asked"),
)

_named = 0


def name_line(number: int, reason: str) -> None:
    """Logs the line of a vote that is not accepted, and why; only the first ones of each process."""
    global _named
    _named += 1
    if _named <= _MOST_NAMED:
        _log.warning("line %d is not accepted: %s", number, reason)
    elif _named == _MOST_NAMED + 1:
        _log.warning("More votes are not accepted; `npm run cast` with the same file names the line of each")


def why_not_reached(address: str, error: BaseException | None) -> str:
    """Why a door did not answer over HTTP."""
    return f"nothing answers at {address}: {_reason_of(error)}"


def why_call_failed(address: str, status: str, details: str) -> str:
    """Why a gRPC call failed: the door's own words, or what happened to the connection."""
    if status in ("UNAVAILABLE", "DEADLINE_EXCEEDED"):
        for pattern, reason in _GRPC_REASONS:
            if pattern.search(details):
                return f"nothing answers at {address}: {reason}"
    return f"{status}: {details}"


def _reason_of(error: BaseException | None) -> str:
    match error:
        case ConnectionRefusedError():
            return "connection refused"
        case gaierror():
            return "name not found"
        case ssl.SSLError():
            return f"TLS: {error.reason or error}"
        case TimeoutError():
            return "no answer in time"
        case ConnectionError():
            return "connection reset"
        case None:
            return "no answer"
    return f"{type(error).__name__}: {error}"
