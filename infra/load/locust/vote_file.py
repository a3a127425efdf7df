"""Vote files, as `npm run cast` reads them: a JSON array, a single vote, NDJSON, or CSV with a head line."""

import base64
import csv
import hashlib
import io
import json
from pathlib import Path

_DIGEST_LENGTH = 22
_SEPARATORS = ",;\t"


def read_votes(path: str) -> list[str]:
    """The votes of a file, each JSON text on one line.

    A vote without an id gets one from the file's bytes and its line, the same that `npm run cast` gives it, so that it
    counts once however often, and by whichever of the two, it is sent.
    """
    content = Path(path).read_bytes()
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()[:_DIGEST_LENGTH]
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    lines = _csv_lines(text) if path.lower().endswith(".csv") else _json_lines(text)
    return [_with_id(line, f"file-{digest}-{number}") for number, line in lines]


def with_id(text: str, vote_id: str) -> str:
    """The vote under another id. Anything but a JSON object stays as it is, for the door to refuse."""
    vote = _object_in(text)
    return text if vote is None else _write({**vote, "id": vote_id})


def _with_id(text: str, vote_id: str) -> str:
    vote = _object_in(text)
    return text if vote is None or vote.get("id") is not None else _write({**vote, "id": vote_id})


def _json_lines(text: str) -> list[tuple[int, str]]:
    try:
        whole = _parse(text)
    except ValueError:
        return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    votes = whole if isinstance(whole, list) else [whole]
    return [(number, _write(vote)) for number, vote in enumerate(votes, 1)]


def _csv_lines(text: str) -> list[tuple[int, str]]:
    head_line = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    head: list[str] | None = None
    lines: list[tuple[int, str]] = []
    ended_on = 0
    for cells in reader:
        number, ended_on = ended_on + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if head is None:
            head = [key.strip() for key in cells]
        elif len(cells) != len(head):
            raise ValueError(f"line {number}: {len(cells)} cells; the head line has {len(head)}")
        else:
            lines.append((number, _write({key: cell for key, cell in zip(head, cells) if cell != ""})))
    return lines


def _object_in(text: str) -> dict | None:
    try:
        vote = _parse(text)
    except ValueError:
        return None
    return vote if isinstance(vote, dict) else None


def _parse(text: str) -> object:
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
