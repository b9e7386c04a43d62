# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory of the BMCs that are found in networks, or kept in lists."""

from __future__ import annotations

DOCUMENTATION = r"""
name: bmc
short_description: Finds BMCs in networks and lists, and says what they are
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Asks addresses, without a login, whether there is a BMC and which logins it offers.
  - Where accounts are given, logs in to each BMC that answers and reads what it is.
  - Every BMC becomes a host whose variables the modules of this collection connect with. It needs no playbook and no
    variables of its own for that.
  - Nothing is asked that is not written in O(sources), and no account is tried that is not written in O(credentials) or
    in a file that is named here.
  - The configuration file must end in C(bmc.yml) or C(bmc.yaml).
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [baremetal.ipmi.bmc]
  sources:
    description:
      - Where to look, in any mix. When two sources name the same address, the first one has it.
      - What is named by itself (an address, a host name, a row of a file) becomes a host even when it does not answer. Of a
        range or network, only what answers does.
    type: list
    elements: dict
    required: true
    suboptions:
      addresses:
        description:
          - Addresses (V(192.0.2.10), V(2001:db8::12)), ranges (V(192.0.2.10-192.0.2.99), V(192.0.2.10-99)), networks
            (V(192.0.2.0/24)), host names (V(bmc7.example.com)), and names with a range in them (V(bmc[01:40].example.com\)).
          - An address or a name may have a port, as in V(192.0.2.10:6230).
        type: list
        elements: str
      file:
        description:
          - A list of BMCs, in CSV with a header (any name but those of YAML files) or YAML (C(.yml), C(.yaml), C(.json)). Its
            path is relative to the configuration file. It may be encrypted with Ansible Vault.
          - The column C(address) must be there. C(name) becomes the name of the host, C(port) its port; C(username),
            C(password) and C(kg) are an account for this BMC alone, tried before those of O(credentials).
          - C(serial), C(mac) and C(guid) are compared with what the BMC says; a difference is a warning and the variable
            C(bmc_mismatches).
          - Every other column, such as C(rack), becomes a variable with C(bmc_) before its name.
        type: path
      exclude:
        description: Addresses, ranges and networks that are not asked although the source names them.
        type: list
        elements: str
      port:
        description: UDP port of the BMCs.
        type: int
        default: 623
      credentials:
        description:
          - Names of the O(credentials) to try here, in this order. Without it, all are tried in the order in which they are
            given. With an empty list nobody logs in.
        type: list
        elements: str
      variables:
        description: Variables for all hosts of this source.
        type: dict
  credentials:
    description:
      - Accounts to log in with. On each BMC they are tried in order, and the first that logs in is used. A BMC may lock an
        account after some wrong passwords, so put the likeliest one first, and factory accounts only where they may be.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: A name for the account, for O(sources[].credentials) and the variable C(bmc_credential).
        type: str
        required: true
      username:
        description: Account to log in with. An empty string is the null user.
        type: str
        required: true
      password:
        description:
          - Its password. May be a template such as V({{ lookup('ansible.builtin.env', 'BMC_PASSWORD'\) }}) or a value
            encrypted with C(ansible-vault encrypt_string); then the host gets it as it stands here, as C(bmc_password).
          - See O(plain_passwords) for a password in clear text.
        type: str
        required: true
      kg:
        description: BMC key for a two-key login, as text or as hexadecimal digits after C(0x). As O(credentials[].password).
        type: str
  credentials_file:
    description:
      - A YAML file with more O(credentials), which come after those given here. Its path is relative to the configuration
        file. It may be encrypted with Ansible Vault.
    type: str
  plain_passwords:
    description:
      - What becomes of a password or key that stands in clear text in the configuration or in a file.
      - With V(omit) it is used for looking, and not given to the host, since C(ansible-inventory --list) would show it. Give
        C(bmc_password) to the hosts in another way, such as group variables in a vault.
      - With V(show) the host gets it.
    type: str
    choices: [omit, show]
    default: omit
  hostnames:
    description:
      - Jinja2 expressions for the name of a host, made from its variables. The first one that gives a text is used, and
        the address when none does.
      - When several BMCs get the same name, there is a warning, and their addresses are added to it.
    type: list
    elements: str
    default: [bmc_name, bmc_host]
  group_by:
    description:
      - Groups that are made by themselves, with names such as C(bmc_vendor_supermicro), C(bmc_power_off), C(bmc_ipmi_1_5),
        C(bmc_weak_null_user), C(bmc_state_failed). All hosts are in the group C(bmcs).
    type: list
    elements: str
    choices: [vendor, product, firmware, power, ipmi, weak, state, mismatch]
    default: [vendor, product, firmware, power, ipmi, weak, state, mismatch]
  max_addresses:
    description: Refuse to begin when the sources name more addresses than this.
    type: int
    default: 65536
  rate:
    description: Packets per second that are sent at most while addresses are asked without a login. V(0) is no limit.
    type: int
    default: 1000
  tries:
    description: How often an address is asked before it counts as silent. Raise it where many packets get lost.
    type: int
    default: 6
  concurrency:
    description: How many BMCs are logged in to at the same time.
    type: int
    default: 64
  bmc_cipher_suites:
    description: Cipher suites for the logins, in the order in which they are tried.
    type: list
    elements: int
    default: [17, 3]
  bmc_timeout:
    description: Seconds for one login and what is read in it.
    type: int
    default: 20
  problems:
    description:
      - What a problem with a part of the fleet does, such as a name that cannot be resolved, a file that cannot be read, an
        address that speaks something else, or two BMCs with one GUID. The rest is listed in any case with V(warn).
      - A configuration that makes no sense always fails.
    type: str
    choices: [warn, fail]
    default: warn
notes:
  - The cache of inventories holds no password. It is not used again when the sources have changed.
  - A line on the terminal says how far a long discovery is. There is none when the output goes elsewhere.
"""

EXAMPLES = r"""
# rack.bmc.yml: a network, one account from the environment
plugin: baremetal.ipmi.bmc
sources:
  - addresses: [192.0.2.0/24]
credentials:
  - name: site
    username: ADMIN
    password: "{{ lookup('ansible.builtin.env', 'BMC_PASSWORD') }}"
---
# datacenter.bmc.yml: networks and a rack list, factory accounts in one network only, hosts named by serial number
plugin: baremetal.ipmi.bmc
sources:
  - addresses: [198.51.100.0/24, "2001:db8::10-2001:db8::3f"]
    exclude: [198.51.100.1]
    credentials: [site]
    variables:
      room: a
  - addresses: [203.0.113.10-99]
    credentials: [site, factory]
  - file: racks.csv
credentials:
  - name: site
    username: ADMIN
    password: "{{ lookup('ansible.builtin.env', 'BMC_PASSWORD') }}"
  - name: factory
    username: ADMIN
    password: ADMIN
hostnames:
  - bmc_name
  - "'node-' ~ bmc_serial | lower"
  - bmc_host
groups:
  old_firmware: bmc_manufacturer == 'Supermicro' and bmc_firmware is version('1.70', '<')
keyed_groups:
  - key: bmc_rack
    prefix: rack
compose:
  ansible_host: bmc_host
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: /tmp/bmc-inventory
cache_timeout: 3600
"""

import typing as t

from ansible.errors import AnsibleError, AnsibleParserError, AnsibleUndefinedVariable
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.discovery import Discovery, discover
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.finding import Finding
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.naming import (
    EVERY_BMC,
    distinct_names,
    groups_of,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.inventory_configuration import (
    Configuration,
    read_configuration,
)
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.progress_line import ProgressLine

FILE_NAMES = ("bmc.yml", "bmc.yaml")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Turns what is found into hosts."""

    NAME = "baremetal.ipmi.bmc"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(FILE_NAMES)

    def parse(self, inventory: t.Any, loader: t.Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        raw = self._read_config_data(path)
        self.templar.available_variables = self._vars
        try:
            configuration = read_configuration(self, raw, path)
            discovery = self._discovery(configuration, path, cache)
        except IpmiError as error:
            raise AnsibleParserError(f"{path}: {error}") from None
        self._report(configuration.problems + discovery.problems)
        self._populate(discovery.findings, configuration)

    def _discovery(self, configuration: Configuration, path: str, cache: bool) -> Discovery:
        """Return what the cache has, or else what is found now; what is found now goes into the cache."""
        key = f"{self.get_cache_key(path)}_{configuration.digest}"
        uses_cache = bool(self.get_option("cache"))
        if uses_cache and cache:
            kept = self._cache.get(key)
            if kept is not None:
                return Discovery([Finding(**one) for one in kept["findings"]], kept["problems"])
        with ProgressLine() as line:
            discovery = discover(configuration.sources, configuration.settings, configuration.pace, line.show)
        if uses_cache:
            self._cache[key] = {
                "findings": [finding.as_data() for finding in discovery.findings],
                "problems": discovery.problems,
            }
        return discovery

    def _report(self, problems: list[str]) -> None:
        if problems and self.get_option("problems") == "fail":
            raise AnsibleParserError(f"problems: fail is set, and there are: {'; '.join(problems)}")
        for problem in problems:
            self.display.warning(problem)

    def _populate(self, findings: list[Finding], configuration: Configuration) -> None:
        every_variable = [{**finding.host_variables(), **configuration.secrets_for(finding)} for finding in findings]
        wanted = [self._name(variables) for variables in every_variable]
        names, problems = distinct_names(wanted, findings)
        self._report(problems)
        self.inventory.add_group(EVERY_BMC)
        for name, finding, variables in zip(names, findings, every_variable):
            self.inventory.add_host(name, EVERY_BMC)
            for variable, value in variables.items():
                self.inventory.set_variable(name, variable, value)
            for group in groups_of(finding, self.get_option("group_by")):
                self.inventory.add_child(self.inventory.add_group(self._sanitize_group_name(group)), name)
            self._construct(name, variables)

    def _construct(self, name: str, variables: dict[str, t.Any]) -> None:
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict=strict)

    def _name(self, variables: dict[str, t.Any]) -> str:
        for expression in self.get_option("hostnames"):
            # Most are the name of a variable, and the template engine is slow.
            value = variables.get(expression) if expression.isidentifier() else self._evaluated(expression, variables)
            if value not in (None, ""):
                return str(value)
        return str(variables["bmc_host"])

    def _evaluated(self, expression: str, variables: dict[str, t.Any]) -> t.Any:
        try:
            return self._compose(expression, variables)
        except AnsibleUndefinedVariable:
            return None
        except AnsibleError as error:
            raise AnsibleParserError(f"hostnames: {expression}: {error}") from None
