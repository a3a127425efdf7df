"""A vote's JSON as the fields of its gRPC message."""

import json

_FIELDS = {
    "name": "name",
    "album": "album",
    "year": "year",
    "rank": "rank",
    "id": "id",
    "contest": "contest",
    "voter": "voter",
    "castAt": "cast_at",
}


def message_fields(text: str) -> dict[str, str]:
    """The fields that are there; numbers of year and rank as their shortest text.

    Raises ValueError where protobuf cannot say what the JSON says.
    """
    vote = json.loads(text)
    if not isinstance(vote, dict):
        raise ValueError("the vote is no object")
    fields = {}
    for name, field in _FIELDS.items():
        value = vote.get(name)
        if isinstance(value, str):
            value.encode()
            fields[field] = value
        elif name in ("year", "rank") and isinstance(value, (int, float)) and not isinstance(value, bool):
            fields[field] = str(int(value)) if float(value).is_integer() else repr(value)
        elif value is not None:
            raise ValueError(f"{name} cannot travel over gRPC")
    return fields
