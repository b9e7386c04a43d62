# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of the inventory plugin: read from Ansible, checked, and turned into what discovery works with.

A password is needed in two forms: its value, to log in with, and as it was written (a template, an encrypted value),
to be handed on to the host without showing it.
"""

from __future__ import annotations

import hashlib
import json
import os
import typing as t

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.inventory import expand_hostname_range

from ..module_utils._desired.options import Option, argument_spec, check_options, listing
from ..module_utils._fleet.credentials import CREDENTIAL_OPTIONS, OWN, Credential, CredentialBook, LoginSettings
from ..module_utils._fleet.discovery import Pace
from ..module_utils._fleet.finding import Finding
from ..module_utils._fleet.naming import GROUPINGS
from ..module_utils._fleet.rows import Row, rows_from_csv, rows_from_data
from ..module_utils._fleet.sources import SOURCE_OPTIONS, Source, check_count, make_source
from ..module_utils._ipmi.client.login import Login, parse_kg
from ..module_utils._ipmi.discovery.sweep import MOST_TRIES
from ..module_utils._ipmi.errors import InvalidOption

SECRETS = ("password", "kg")

_OPTIONS = (
    Option("sources", listing(*SOURCE_OPTIONS)),
    Option("credentials", listing(*CREDENTIAL_OPTIONS)),
)
_YAML = (".yml", ".yaml", ".json")


class Configuration(t.NamedTuple):
    """What a configuration file asks for. ``problems`` are what is wrong with a part of it."""

    sources: list[Source]
    settings: LoginSettings
    pace: Pace
    problems: list[str]
    digest: str
    handed_on: dict[str, dict[str, t.Any]]
    shows_plain: bool

    def secrets_for(self, finding: Finding) -> dict[str, t.Any]:
        """Return the secrets of a host as variables, as they were written."""
        if finding.credential is None:
            return {}
        if finding.credential != OWN:
            return self.handed_on[finding.credential]
        return _own_secrets(self.sources[finding.source], finding) if self.shows_plain else {}


def read_configuration(plugin: t.Any, raw: t.Mapping[str, t.Any], path: str) -> Configuration:
    """Return the configuration of an inventory plugin. ``raw`` is the file as it was read, nothing evaluated yet.

    Raises InvalidOption naming the option.
    """
    reader = _Reader(plugin, path)
    written = [*_mappings(raw, "credentials"), *reader.credentials_from_file()]
    values = _checked(
        {"sources": reader.evaluated(_mappings(raw, "sources")), "credentials": reader.evaluated(written)}
    )
    credentials = [
        Credential(entry["name"], entry["username"], entry["password"], parse_kg(entry["kg"]))
        for entry in values["credentials"]
    ]
    book = CredentialBook(credentials)
    sources = [reader.source(f"sources[{i}]", entry, book) for i, entry in enumerate(values["sources"])]
    if not sources:
        raise InvalidOption("sources: the list is empty")
    check_count(sources, reader.number("max_addresses", 1))
    _check_groupings(plugin.get_option("group_by"))
    return Configuration(
        sources=sources,
        settings=reader.settings(),
        pace=reader.pace(),
        problems=reader.problems,
        digest=_digest(sources),
        handed_on=reader.handed_on(written, credentials),
        shows_plain=reader.shows_plain,
    )


class _Reader:
    """Reads with one plugin's options, loader and template engine."""

    def __init__(self, plugin: t.Any, path: str) -> None:
        self._plugin = plugin
        self._directory = os.path.dirname(os.path.abspath(path))
        self.problems: list[str] = []
        self.shows_plain = plugin.get_option("plain_passwords") == "show"

    def number(self, name: str, lowest: int, highest: int | None = None) -> int:
        value = int(self._plugin.get_option(name))
        if value < lowest:
            raise InvalidOption(f"{name}: {value} is less than {lowest}")
        if highest is not None and value > highest:
            raise InvalidOption(f"{name}: {value} is more than {highest}")
        return value

    def settings(self) -> LoginSettings:
        suites = tuple(int(number) for number in self._plugin.get_option("bmc_cipher_suites"))
        timeout = float(self.number("bmc_timeout", 1))
        # Checks the suites, before any traffic.
        Login(host="-", cipher_suites=suites, timeout=timeout)
        return LoginSettings(suites, timeout)

    def pace(self) -> Pace:
        rate = self.number("rate", 0)
        return Pace(float(rate) if rate else None, self.number("tries", 1, MOST_TRIES), self.number("concurrency", 1))

    def evaluated(self, value: t.Any) -> t.Any:
        """Return what a part of the configuration means: templates evaluated, encrypted values decrypted."""
        if isinstance(value, t.Mapping):
            return {key: self.evaluated(entry) for key, entry in value.items()}
        if isinstance(value, list):
            return [self.evaluated(entry) for entry in value]
        if not isinstance(value, str):
            return value if value is None or isinstance(value, (bool, int, float)) else str(value)
        try:
            return self._plugin.templar.template(value)
        except AnsibleError as error:
            raise InvalidOption(f"a template cannot be evaluated: {error}") from None

    def credentials_from_file(self) -> list[dict[str, t.Any]]:
        name = self._plugin.get_option("credentials_file")
        if not name:
            return []
        data = self._read(name, self._plugin.loader.load_from_file, "credentials_file")
        if data is None:
            return []
        if not isinstance(data, list) or not all(isinstance(entry, t.Mapping) for entry in data):
            raise InvalidOption(f"credentials_file: {name} does not hold a list of credentials")
        return [dict(entry) for entry in data]

    def source(self, place: str, values: dict[str, t.Any], book: CredentialBook) -> Source:
        rows = self._rows(values["file"], place) if values["file"] else []
        addresses = [name for text in values["addresses"] or [] for name in _names(text, f"{place}.addresses")]
        credentials = book.chosen(values["credentials"], f"{place}.credentials")
        return make_source(place, {**values, "addresses": addresses}, rows, credentials, self.problems)

    def _rows(self, name: str, place: str) -> list[Row]:
        option = f"{place}.file"
        try:
            if name.endswith(_YAML):
                data = self._read(name, self._plugin.loader.load_from_file, option)
                return [] if data is None else rows_from_data(data, name, self.problems)
            text = self._read(name, self._text, option)
            return [] if text is None else rows_from_csv(text, name, self.problems)
        except InvalidOption as error:
            self.problems.append(f"{option}: {error}")
            return []

    def _text(self, path: str) -> str:
        with open(self._plugin.loader.get_real_file(path), encoding="utf-8", newline="") as stream:
            return stream.read()

    def _read(self, name: str, read: t.Callable[[str], t.Any], option: str) -> t.Any:
        """Return what a file holds, or None and a problem when it cannot be read: the rest is worth listing."""
        path = os.path.join(self._directory, os.path.expanduser(name))
        try:
            return read(path)
        except (AnsibleError, OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self.problems.append(f"{option}: {name} cannot be read ({reason})")
            return None

    def handed_on(
        self, written: t.Sequence[t.Mapping[str, t.Any]], credentials: t.Sequence[Credential]
    ) -> dict[str, dict[str, t.Any]]:
        """Return the secrets of each account as the host gets them."""
        result: dict[str, dict[str, t.Any]] = {}
        for entry, credential in zip(written, credentials):
            kept = {name: entry[name] for name in SECRETS if entry.get(name) is not None}
            result[credential.name] = {
                f"bmc_{name}": value for name, value in kept.items() if self.shows_plain or self._is_covered(value)
            }
        return result

    def _is_covered(self, value: t.Any) -> bool:
        """Tell whether a value as it was written does not show the secret: a template, or encrypted."""
        return not isinstance(value, (str, int, float)) or (isinstance(value, str) and self._is_template(value))

    def _is_template(self, value: str) -> bool:
        return bool(self._plugin.templar.is_template(value))


def _mappings(raw: t.Mapping[str, t.Any], name: str) -> list[t.Mapping[str, t.Any]]:
    value = raw.get(name) or []
    if not isinstance(value, list) or not all(isinstance(entry, t.Mapping) for entry in value):
        raise InvalidOption(f"{name}: it is not a list of mappings")
    return value


def _checked(values: dict[str, t.Any]) -> dict[str, t.Any]:
    validation = ArgumentSpecValidator(argument_spec(_OPTIONS)).validate(values)
    if validation.error_messages:
        raise InvalidOption(validation.error_messages[0])
    return check_options(_OPTIONS, validation.validated_parameters)


def _names(text: str, option: str) -> list[str]:
    """Return the names that a name with a range in it stands for, and anything else as it is."""
    if "[" not in text or text.lstrip().startswith("["):
        return [text]
    try:
        return [str(name) for name in expand_hostname_range(text)]
    except (AnsibleError, ValueError) as error:
        raise InvalidOption(f"{option}: {text!r} is not a range of names ({error})") from None


def _check_groupings(names: t.Iterable[str]) -> None:
    for name in names:
        if name not in GROUPINGS:
            raise InvalidOption(f"group_by: {name!r} is none of {', '.join(GROUPINGS)}")


def _digest(sources: t.Sequence[Source]) -> str:
    """Return what tells one set of sources from another, for the key of the cache. Secrets are not part of it."""
    description = [
        [
            [
                (*place, None if row is None else {**row.values, "password": None, "kg": None})
                for place, row in one.places
            ],
            [(str(part.first), str(part.last)) for part in (*one.ranges, *one.excluded)],
            one.port,
            dict(one.variables),
            [credential.name for credential in one.credentials],
        ]
        for one in sources
    ]
    return hashlib.sha256(json.dumps(description, sort_keys=True, default=str).encode()).hexdigest()[:12]


def _without_secrets(row: Row) -> dict[str, str]:
    return {column: value for column, value in row.values.items() if column not in SECRETS}


def _own_secrets(source: Source, finding: Finding) -> dict[str, t.Any]:
    """Return the secrets of an account that a file gives for one BMC alone."""
    for place, row in source.places:
        if row is not None and place.host == finding.host and (place.port or source.port) == finding.port:
            return {f"bmc_{name}": value for name in SECRETS if (value := row.get(name))}
    return {}
