"""JSON as `npm run cast` reads and writes it."""

import json
import math

# Beyond so many digits a JavaScript number is not exact.
_EXACT_DIGITS = 15


def parse_json(text: str) -> object:
    """Raises ValueError if the text is not JSON: Python alone would take NaN, and trip over deep nesting."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_whole, parse_float=_decimal)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def parse_json_with_number_texts(text: str) -> object:
    """The parsed JSON, each number as its text."""
    return json.loads(text, parse_constant=_refuse, parse_int=str, parse_float=str)


def write_json(value: object) -> str:
    """JSON text on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _whole(digits: str) -> int | float | None:
    return int(digits) if len(digits) <= _EXACT_DIGITS else _decimal(digits)


def _decimal(digits: str) -> float | None:
    """What a number cannot hold is absent."""
    number = float(digits)
    return number if math.isfinite(number) else None
