# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of BMCs that somebody keeps, such as a rack list: one row each, from CSV or YAML.

``address`` is the one column that there must be. ``name``, ``port``, ``username``, ``password`` and ``kg`` are used.
``serial``, ``mac`` and ``guid`` are what the BMC is expected to say of itself. Every other column is a variable of the
host.
"""

from __future__ import annotations

import csv
import io
import re
import typing as t

from .._ipmi.errors import InvalidOption
from .variables import PREFIX, RESERVED

ADDRESS = "address"
USED = frozenset({ADDRESS, "name", "port", "username", "password", "kg"})
EXPECTED = ("serial", "mac", "guid")

_DELIMITERS = ",;\t"
_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")


class Row(t.NamedTuple):
    """One BMC of a list. ``where`` is its place in the file, for messages."""

    where: str
    values: dict[str, str]

    def get(self, column: str) -> str | None:
        """Return a value, None for one that is left empty."""
        return self.values.get(column) or None

    @property
    def expected(self) -> dict[str, str]:
        return {name: self.values[name] for name in EXPECTED if self.values.get(name)}

    @property
    def variables(self) -> dict[str, str]:
        """Return the columns that are variables of the host, by the names of variables."""
        others = self.values.keys() - USED - set(EXPECTED)
        return {PREFIX + name: self.values[name] for name in sorted(others)}


def rows_from_csv(text: str, name: str, problems: list[str]) -> list[Row]:
    """Return the rows of a CSV file with a header; comma, semicolon or tab.

    Raises InvalidOption for a header that cannot be used. A row that cannot be is left out, and named in ``problems``.
    """
    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    header = lines.readline()
    delimiter = max(_DELIMITERS, key=header.count)
    columns = [_column(column, name) for column in next(csv.reader([header], delimiter=delimiter), [])]
    _check_columns(columns, name)
    rows = []
    reader = csv.reader(lines, delimiter=delimiter)
    for fields in reader:
        where = f"{name}, line {reader.line_num + 1}"
        if len(fields) > len(columns):
            problems.append(f"{where}: there are {len(fields)} fields, and {len(columns)} columns")
        elif any(field.strip() for field in fields):
            rows += _usable(where, dict(zip(columns, fields)), problems)
    return rows


def rows_from_data(data: t.Any, name: str, problems: list[str]) -> list[Row]:
    """Return the rows of a YAML file: a list of mappings, or a mapping of names to mappings.

    Raises InvalidOption when it is neither. An entry that cannot be used is left out, and named in ``problems``.
    """
    if isinstance(data, t.Mapping):
        data = [{"name": key, **value} if isinstance(value, t.Mapping) else value for key, value in data.items()]
    if not isinstance(data, list):
        raise InvalidOption(f"{name}: it holds neither a list of BMCs nor a mapping of names to BMCs")
    rows = []
    for index, entry in enumerate(data):
        where = f"{name}, entry {index + 1}"
        try:
            columns = _columns_of(entry, where)
        except InvalidOption as error:
            problems.append(str(error))
        else:
            rows += _usable(where, {key: "" if v is None else str(v) for key, v in columns.items()}, problems)
    return rows


def _columns_of(entry: t.Any, where: str) -> dict[str, t.Any]:
    if not isinstance(entry, t.Mapping):
        raise InvalidOption(f"{where}: it is no mapping")
    columns = [_column(str(column), where) for column in entry]
    _check_columns(columns, where)
    return dict(zip(columns, entry.values()))


def _column(text: str, where: str) -> str:
    column = re.sub(r"[\s-]+", "_", text.strip().lower())
    if not _IDENTIFIER.fullmatch(column):
        raise InvalidOption(f"{where}: {text!r} cannot be the name of a column, since it cannot be one of a variable")
    return column


def _check_columns(columns: list[str], where: str) -> None:
    if ADDRESS not in columns:
        raise InvalidOption(f"{where}: there is no column {ADDRESS!r}; there are: {', '.join(columns) or 'none'}")
    for column in columns:
        if columns.count(column) > 1:
            raise InvalidOption(f"{where}: the column {column!r} is there twice")
        if column not in USED and column not in EXPECTED and PREFIX + column in RESERVED:
            raise InvalidOption(f"{where}: the column {column!r} would hide the variable {PREFIX + column}")


def _usable(where: str, values: t.Mapping[str, str], problems: list[str]) -> list[Row]:
    """Return the row in a list, or an empty list for one that cannot be used."""
    row = Row(where, {column: value.strip() for column, value in values.items()})
    if not row.get(ADDRESS):
        problems.append(f"{where}: the {ADDRESS} is empty")
    elif (row.get("username") is None) != (row.get("password") is None):
        problems.append(f"{where}: username and password go together")
    else:
        return [row]
    return []
