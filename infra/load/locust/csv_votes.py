"""The votes of a CSV file, as `infra/clients/vote-file/csv.ts` reads them."""

import csv
import io
import re

_SEPARATORS = ",;\t"
# The line by which Excel names the separator, before the head line.
_SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t])"?[ \t]*', re.IGNORECASE)

# Python's own limit would end the file with an error that no door gives.
csv.field_size_limit(2**31 - 1)


def csv_votes(source: str, path: str) -> tuple[list[str], list[tuple[int, dict[str, str]]], bool]:
    """The keys of the head line, each vote with its line, and whether numbers may have a decimal comma.

    Raises ValueError naming the line of a quote that is not closed as it should, or of a row with another number of
    cells than the head line.
    """
    lines = source.split("\n")
    named = _SEPARATOR_LINE.fullmatch(lines[0])
    head_line = next((line for line in lines if line.strip(" \t")), "")
    separator = named[1] if named else max(_SEPARATORS, key=head_line.count)
    rows = _rows(source, separator, path)[1 if named else 0 :]
    if not rows:
        return [], [], False
    keys = [key.strip(" \t\u00a0") for key in rows[0][1]]
    votes = []
    for number, cells in rows[1:]:
        if len(cells) != len(keys):
            raise ValueError(f"{path}, line {number}: {len(cells)} cells; the head line has {len(keys)}")
        votes.append((number, {key: cell for key, cell in zip(keys, cells) if cell != ""}))
    return keys, votes, separator != ","


def _rows(source: str, separator: str, path: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(source, newline=""), delimiter=separator, strict=True)
    rows = []
    ended_on = 0
    try:
        for cells in reader:
            number, ended_on = ended_on + 1, reader.line_num
            if any(cell.strip(" \t") for cell in cells):
                rows.append((number, cells))
    except csv.Error as error:
        is_open = "end of data" in str(error)
        reason = "a quote is opened and never closed" if is_open else "a cell goes on after its closing quote"
        raise ValueError(f"{path}, line {ended_on + 1}: {reason}") from None
    return rows
