# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Sphinx for the documentation site."""

from __future__ import annotations

from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
galaxy = yaml.safe_load((HERE.parent.parent / "galaxy.yml").read_text(encoding="utf-8"))

project = f"{galaxy['namespace']}.{galaxy['name']}"
author = ", ".join(galaxy["authors"])
release = galaxy["version"]


def reference_colors(subdued: str, value: str, good: str, bad: str) -> dict[str, str]:
    """Return the colors of the tables of the reference: those of the theme, and four more."""
    theme = {
        "links-background": "brand-primary",
        "links-background-active": "brand-content",
        "links-focus-outline": "brand-content",
        "links-text": "background-primary",
        "table-background-header": "background-secondary",
        "table-background-even": "background-primary",
        "table-background-odd": "background-secondary",
        "table-border": "background-border",
        "narrowtable-background": "background-secondary",
        "option-sample-header": "foreground-primary",
        "deprecation-border": "background-border",
        "deprecation-background": "background-secondary",
        "deprecation-color": "foreground-primary",
        "attribute-support-na": "foreground-muted",
    }
    own = {
        **dict.fromkeys(("option-type", "option-elements"), subdued),
        **dict.fromkeys(("option-default", "option-sample"), value),
        **dict.fromkeys(("option-version-added", "option-aliases", "attribute-support-full"), good),
        **dict.fromkeys(("option-required", "attribute-support-none", "attribute-support-partial"), bad),
    }
    return {
        **{f"antsibull-{name}": f"var(--color-{color})" for name, color in theme.items()},
        **{f"antsibull-{name}": color for name, color in own.items()},
    }


antsibull_ext_color_scheme = "none"
extensions = ["myst_parser", "sphinx_antsibull_ext", "sphinx.ext.intersphinx", "sphinx_copybutton"]
intersphinx_mapping = {"ansible": ("https://docs.ansible.com/ansible/latest/", "ansible.inv")}
exclude_patterns = ["files"]

myst_enable_extensions = ["colon_fence", "attrs_inline"]
myst_heading_anchors = 4

# "$ " is what a person does not type, and so is what a command answers.
copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True

html_theme = "furo"
html_title = project
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "navigation_with_keys": True,
    "light_css_variables": reference_colors(subdued="#6b21a8", value="#1d4ed8", good="#166534", bad="#b91c1c"),
    "dark_css_variables": reference_colors(subdued="#d8b4fe", value="#93c5fd", good="#86efac", bad="#fca5a5"),
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
