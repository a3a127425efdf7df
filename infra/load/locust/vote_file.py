"""Vote files, as `infra/clients/vote-file` reads them: a JSON array, a single vote, NDJSON, or CSV with a head line."""

import base64
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from csv_votes import csv_votes
from file_encoding import decode_file
from json_fault import find_json_fault
from json_text import parse_json, parse_json_with_number_texts, write_json
from key_map import KeyMap, map_keys, require_field_names

_DIGEST_LENGTH = 22
_DECIMAL_COMMA = re.compile("-?[0-9]{1,6},[0-9]{1,2}")
_WHOLE_NUMBER = re.compile("0|[1-9][0-9]{0,8}")


class VoteFile(NamedTuple):
    """The votes of a file, each with its line and JSON text on one line, and what a person should know about the file."""

    votes: list[tuple[int, str]]
    warnings: list[str]


class _Found(NamedTuple):
    """A vote as its file has it; the members of what is not an object are None."""

    number: int
    text: str
    members: dict | None


def read_votes(
    path: str, key_map: KeyMap | None = None, encoding: str | None = None, no_ids: bool = False
) -> VoteFile:
    """Reads a vote file.

    A vote without an id gets one from the file's bytes and its line, the same that `npm run cast` gives it, so that it
    counts once however often, and by whichever of the two, it is sent. Raises ValueError with a message for people.
    """
    content = _read_bytes(path)
    text, warnings = decode_file(content, path, encoding)
    keys, found, decimal_comma = _find_votes(text, path, key_map or {})
    if not found:
        raise ValueError(f"no votes in {path}")
    if keys:
        require_field_names(keys, key_map or {}, path)
    votes = [_settle(vote, key_map or {}, no_ids, decimal_comma) for vote in found]
    row_numbers = _row_number_warning([vote.members for vote in votes])
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()[:_DIGEST_LENGTH]
    return VoteFile(
        [(vote.number, _identified(vote, f"file-{digest}-{vote.number}")) for vote in votes],
        [*warnings, row_numbers] if row_numbers else warnings,
    )


def with_id(text: str, vote_id: str) -> str:
    """The vote under another id. Anything but a JSON object stays as it is, for the door to refuse."""
    vote = _object_in(text)
    return text if vote is None else write_json({**vote, "id": vote_id})


def _read_bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise ValueError(f"There is no file {path}") from None
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None


def _find_votes(text: str, path: str, key_map: KeyMap) -> tuple[list[str], list[_Found], bool]:
    """The keys of the head line or the first object, the votes, and whether numbers may have a decimal comma."""
    if path.lower().endswith(".csv"):
        keys, rows, decimal_comma = csv_votes(text, path)
        return keys, [_Found(number, write_json(members), members) for number, members in rows], decimal_comma
    id_key = next((key for key, field in key_map.items() if field == "id"), "id")
    found = _json_votes(text, path, id_key)
    first = next((vote.members for vote in found if vote.members is not None), {})
    return list(first), found, False


def _json_votes(source: str, path: str, id_key: str) -> list[_Found]:
    try:
        whole = parse_json(source)
    except ValueError:
        return _line_votes(source, path, id_key)
    votes = whole if isinstance(whole, list) else [whole]
    if any(_has_number(vote, id_key) for vote in votes):
        texts = parse_json_with_number_texts(source)
        texts = texts if isinstance(texts, list) else [texts]
        votes = [_with_text_id(vote, text, id_key) for vote, text in zip(votes, texts)]
    return [
        _Found(number, write_json(vote), vote if isinstance(vote, dict) else None)
        for number, vote in enumerate(votes, 1)
    ]


def _line_votes(source: str, path: str, id_key: str) -> list[_Found]:
    lines = [(number, line) for number, line in enumerate(source.split("\n"), 1) if line.strip(" \t")]
    first = lines[0][1] if lines else ""
    is_broken_array = first.lstrip().startswith("[") and not _is_json(first)
    found = [] if is_broken_array else [_found_on_line(line, number, id_key) for number, line in lines]
    # Read as NDJSON, a malformed array or object would be so many malformed votes; a single error says more.
    if lines and all(vote.members is None for vote in found):
        raise ValueError(f"{path} is not JSON: {find_json_fault(source)}")
    return found


def _found_on_line(line: str, number: int, id_key: str) -> _Found:
    members = _object_in(line)
    if not _has_number(members, id_key):
        return _Found(number, line, members)
    named = _with_text_id(members, parse_json_with_number_texts(line), id_key)
    return _Found(number, write_json(named), named)


def _has_number(vote: object, key: str) -> bool:
    value = vote.get(key) if isinstance(vote, dict) else None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _with_text_id(vote: object, texts: object, id_key: str) -> object:
    """The vote with a number as id replaced by its text in the file, which may have more digits than a number holds."""
    return {**vote, id_key: texts[id_key]} if _has_number(vote, id_key) else vote


def _settle(vote: _Found, key_map: KeyMap, no_ids: bool, decimal_comma: bool) -> _Found:
    """The vote under the fields' names, without its id if that is not wanted, its rank with a decimal point."""
    if vote.members is None:
        return vote
    members = map_keys(vote.members, key_map)
    if no_ids:
        members.pop("id", None)
    rank = members.get("rank")
    if decimal_comma and isinstance(rank, str) and _DECIMAL_COMMA.fullmatch(rank):
        members["rank"] = rank.replace(",", ".")
    return vote if members == vote.members else _Found(vote.number, write_json(members), members)


def _identified(vote: _Found, vote_id: str) -> str:
    if vote.members is None or vote.members.get("id") is not None:
        return vote.text
    return write_json({**vote.members, "id": vote_id})


def _row_number_warning(votes: list[dict | None]) -> str | None:
    """The warning that the ids of a file look like the numbers of its rows, which another file's rows have, too."""
    ids = [vote["id"] for vote in votes if vote is not None and vote.get("id") is not None]
    if len(ids) < 2 or not all(isinstance(each, str) and _WHOLE_NUMBER.fullmatch(each) for each in ids):
        return None
    numbers = {int(each) for each in ids}
    if len(numbers) < len(ids) or max(numbers) > 2 * len(votes):
        return None
    return (
        f"ids {min(numbers)}..{max(numbers)} look like row numbers: the same id with the same text in another file is "
        "the same vote, and counts once; --no-ids gives each vote an id of its own"
    )


def _object_in(text: str) -> dict | None:
    try:
        vote = parse_json(text)
    except ValueError:
        return None
    return vote if isinstance(vote, dict) else None


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
        return True
    except ValueError:
        return False
