"""The keys of a vote file and the fields of a vote, as `infra/clients/vote-file/map-keys.ts` has them."""

import json
import re
import unicodedata
from pathlib import Path

from message import FIELDS

_REQUIRED = ("name", "album", "year", "rank")
_MOST_KEYS_NAMED = 12
_KEY_NAMES = Path(__file__).parent.parent.parent / "clients" / "vote-file" / "key-names.json"

KeyMap = dict[str, str]


def read_key_map(text: str) -> KeyMap:
    """Reads a mapping such as `Name=name,Album=album`. Raises ValueError naming the part that is invalid."""
    key_map: KeyMap = {}
    for part in text.split(","):
        key, _, field = (side.strip() for side in part.partition("="))
        if not key or not field or "=" in field:
            raise ValueError(f'"{part}" must be such as Name=name')
        if field not in FIELDS:
            raise ValueError(f'"{part}": there is no field "{field}", only {", ".join(FIELDS)}')
        if key in key_map or field in key_map.values():
            raise ValueError(f'"{part}": given twice')
        key_map[key] = field
    return key_map


def map_keys(vote: dict, key_map: KeyMap) -> dict:
    """Renames a vote's keys; a mapped key takes precedence over one that already has the field's name."""
    own = {key: value for key, value in vote.items() if key not in key_map}
    return own | {key_map[key]: value for key, value in vote.items() if key in key_map}


def require_field_names(keys: list[str], key_map: KeyMap, path: str) -> None:
    """Raises ValueError with the keys found and the mapping to try, if they are not the fields' names."""
    mapped = [key_map.get(key, key) for key in keys]
    suggested = _suggest_key_map(mapped)
    if not suggested and any(field in mapped for field in _REQUIRED):
        return
    found = ", ".join([*keys[:_MOST_KEYS_NAMED], "…"] if len(keys) > _MOST_KEYS_NAMED else keys)
    if suggested:
        used = {key: field for key, field in key_map.items() if key in keys}
        example = _write_key_map(used | suggested)
        raise ValueError(f"{path} has the keys {found}: name its fields with --map {example}")
    example = ",".join(f"KEY={field}" for field in _REQUIRED)
    raise ValueError(
        f"{path} has the keys {found}, none of which is a field of a vote: name its fields with --map {example}"
    )


def _write_key_map(key_map: KeyMap) -> str:
    """The mapping as the command line takes it, in quotes if a shell needs them."""
    text = ",".join(f"{key}={field}" for key, field in key_map.items())
    return f'"{text}"' if re.search("[^\\w=,.-]", text) else text


def _suggest_key_map(keys: list[str]) -> KeyMap:
    names = json.loads(_KEY_NAMES.read_text(encoding="utf-8"))
    suggested: KeyMap = {}
    for field in FIELDS:
        if field in keys:
            continue
        known = [field.lower(), *names.get(field, [])]
        key = next((other for other in keys if _plain(other) in known and other not in FIELDS), None)
        if key is not None:
            suggested[key] = field
    return suggested


def _plain(key: str) -> str:
    return re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", key).lower())
