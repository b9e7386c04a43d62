# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cipher suites a channel offers, page by page. IPMI v2.0 §22.15."""

from __future__ import annotations

from ..commands.session import CipherSuiteRecord, GetChannelCipherSuitesRequest, parse_cipher_suite_records
from ..effects import Procedure
from ..spec.session import CIPHER_SUITE_LIST_INDEX_LIMIT, CIPHER_SUITE_PAGE_SIZE


def read_cipher_suites(channel: int) -> Procedure[list[CipherSuiteRecord]]:
    """Return the suites in the order of the BMC. Raises CompletionCodeError when the first page is refused.

    The list ends with the first page that is not full. A page that only repeats the one before it ends it too: such a
    BMC does not count its pages, and would be asked for all 64 of them.
    """
    pages: list[bytes] = []
    for index in range(CIPHER_SUITE_LIST_INDEX_LIMIT):
        response = yield GetChannelCipherSuitesRequest(channel_number=channel, list_index=index)
        if pages and response.record_data == pages[-1]:
            break
        pages.append(response.record_data)
        if len(response.record_data) < CIPHER_SUITE_PAGE_SIZE:
            break
    return parse_cipher_suite_records(b"".join(pages))
