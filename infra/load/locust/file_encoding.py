"""The text of a vote file's bytes, as `infra/clients/vote-file/encoding.ts` decodes it."""

import codecs
import re

# The encodings by the names that --encoding takes, and what Python calls them.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "windows-1252": "cp1252",
    "macintosh": "mac-roman",
}

_LINE_ENDS = re.compile("\r{0,2}\n|\r")
_DAMAGED = (
    "is UTF-8 with damaged characters, whose votes are refused; "
    "if it has another encoding, name that with --encoding"
)


def _as_controls(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that Python does not have in windows-1252 are control characters elsewhere."""
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("aplauso-controls", _as_controls)


def decode_file(content: bytes, path: str, named: str | None = None) -> tuple[str, list[str]]:
    """The text and its warnings. Drops the byte order mark, and ends every line with one line feed."""
    encoding, warning = (named, None) if named else _guess(content)
    errors = "aplauso-controls" if encoding == "windows-1252" else "replace"
    text = content.decode(ENCODINGS[encoding], errors)
    if encoding.startswith("utf"):
        text = text.removeprefix("\ufeff")
    return _LINE_ENDS.sub("\n", text), [f"{path} {warning}"] if warning else []


def _guess(content: bytes) -> tuple[str, str | None]:
    if _is_utf8(content) and 0 not in content[:2]:
        return "utf-8", None
    if content.startswith(codecs.BOM_UTF16_LE):
        return "utf-16le", None
    if content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16be", None
    # A vote file begins with an ASCII character: a quote, a bracket, a letter of the head line.
    if content[:1] == b"\0":
        return _unmarked("utf-16be")
    if content[1:2] == b"\0":
        return _unmarked("utf-16le")
    if content.startswith(codecs.BOM_UTF8) or _is_mostly_utf8(content):
        return "utf-8", _DAMAGED
    # Only old Mac programs end lines with CR alone.
    return _unmarked("macintosh" if b"\r" in content and b"\n" not in content else "windows-1252")


def _unmarked(encoding: str) -> tuple[str, str]:
    return encoding, (
        f"does not name its encoding and is not UTF-8: it is read as {encoding}; if that is wrong, set --encoding"
    )


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def _is_mostly_utf8(content: bytes) -> bool:
    """In a text of another encoding hardly any two characters beyond ASCII happen to be one of UTF-8."""
    beyond_ascii = [character for character in content.decode("utf-8", "replace") if character > "\x7f"]
    broken = beyond_ascii.count("\ufffd")
    return broken < len(beyond_ascii) - broken
