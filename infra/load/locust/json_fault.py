"""Where a text stops being JSON, in the words of `infra/clients/vote-file/json-fault.ts`."""

import re

_WHITE = re.compile("[ \t\n\r]*")
_TEXT = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_SCALAR = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_MARK = re.compile(r"[{}\[\]:,]")


def find_json_fault(source: str) -> str:
    """The line, the column and the reason, as one text, of a text that is not JSON."""
    open_brackets: list[str] = []
    expected = "value"
    before, before_at = "", 0
    at = _WHITE.match(source).end()
    while True:
        match = _TEXT.match(source, at) or _SCALAR.match(source, at) or _MARK.match(source, at)
        token = match.group() if match else ""
        following = _after(token, expected, open_brackets) if match else None
        if following is None:
            if before == "," and token in ("]", "}"):
                return _fault_at(source, before_at, f'a comma before "{token}"')
            return _fault_at(source, at, _reason_at(source, at))
        expected, before, before_at = following, token, at
        at = _WHITE.match(source, match.end()).end()


def _after(token: str, expected: str, open_brackets: list[str]) -> str | None:
    """What may come after a token; None if it may not be there itself. Keeps account of open brackets."""
    is_value = expected in ("value", "first value")
    behind_value = "next" if open_brackets else "end"
    match token:
        case "{" | "[":
            if not is_value:
                return None
            open_brackets.append(token)
            return "first key" if token == "{" else "first value"
        case "}" | "]":
            opening, first = ("{", "first key") if token == "}" else ("[", "first value")
            if expected not in ("next", first) or open_brackets.pop() != opening:
                return None
            return "next" if open_brackets else "end"
        case ":":
            return "value" if expected == "colon" else None
        case ",":
            if expected != "next":
                return None
            return "key" if open_brackets[-1] == "{" else "value"
    if expected in ("key", "first key"):
        return "colon" if token.startswith('"') else None
    return behind_value if is_value else None


def _reason_at(source: str, at: int) -> str:
    if at >= len(source):
        return "it ends too early"
    if source[at] != '"':
        return f'unexpected "{source[at]}"'
    return "unexpected string" if _TEXT.match(source, at) else "a string is broken or never closed"


def _fault_at(source: str, at: int, reason: str) -> str:
    line = source.count("\n", 0, at) + 1
    column = at - (source.rfind("\n", 0, at) + 1) + 1
    return f"line {line}, column {column}: {reason}"
