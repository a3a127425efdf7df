"""A vote's JSON as the fields of its gRPC message."""

from json_text import parse_json

# A vote's fields by their names in JSON, and those in vote.proto.
FIELDS = {
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
    """The fields that are present; a number in year or rank becomes its shortest text.

    Raises ValueError if protobuf cannot carry the JSON.
    """
    vote = parse_json(text)
    if not isinstance(vote, dict):
        raise ValueError("the vote is not an object")
    fields = {}
    for name, field in FIELDS.items():
        value = vote.get(name)
        if isinstance(value, str):
            value.encode()
            fields[field] = value
        elif name in ("year", "rank") and isinstance(value, (int, float)) and not isinstance(value, bool):
            fields[field] = str(int(value)) if float(value).is_integer() else repr(value)
        elif value is not None:
            raise ValueError(f"{name} cannot travel over gRPC")
    return fields
