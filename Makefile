# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# `make demo` shows the collection at work, `make test` runs every check. All that they make lies in .venv and .cache.

PYTHON ?= python3

export PATH := $(CURDIR)/.venv/bin:$(PATH)
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.cache/collections
export ANSIBLE_HOME := $(CURDIR)/.cache/ansible

export EE_IMAGE EE_BASE_IMAGE EE_ENGINE EE_BUILD_OPTIONS

# Other releases of what .venv has, each in an environment of its own. The newest ansible-core needs another Python, and
# runs in a container.
ENVIRONMENTS := $(patsubst %,.cache/environments/%/installed,oldest-core galaxy-importer)
COLLECTION := .cache/collections/ansible_collections/baremetal/ipmi

.PHONY: help demo docs ee test lint sanity unit modules molecule bench bench-scale release tarball venv packages clean

help:
	@sed -n 's/^## *//p' Makefile

## make demo      five emulated BMCs: audited, hardened, proved, watched for drift; two minutes once packages are there
demo: .venv/demo-installed $(COLLECTION)
	@tools/demo

## make ee        an execution environment for AWX and ansible-navigator; EE_IMAGE=name EE_BASE_IMAGE=name
ee: .venv/ee-installed
	@tools/build-ee

## make docs      the documentation as a site, .cache/docs/html/index.html
docs: .venv/docs-installed $(COLLECTION)
	@tools/build-docs

## make test      every layer: lint, sanity, playbooks, tests against the emulator and against peers
test: packages .venv/test-installed $(ENVIRONMENTS) $(COLLECTION)
	@tools/run-layers

## make lint      ruff, mypy, vermin, shellcheck, yamllint, REUSE, changelog, documentation, ansible-lint, Galaxy's importer
## make sanity    ansible-test sanity with the ansible-core at hand, the oldest and the newest
## make unit      the tests that need no emulator, no peer and no container
lint sanity unit: .venv/test-installed $(ENVIRONMENTS) $(COLLECTION)
	@tools/run-layers $@

## make modules   the tests of the modules with the oldest and the newest ansible-core
## make molecule  roles and playbooks against emulated BMCs in containers
modules molecule: packages .venv/test-installed $(ENVIRONMENTS) $(COLLECTION)
	@tools/run-layers $@

## make bench     the table of figures, measured side by side with the peers
bench: packages .venv/test-installed $(COLLECTION)
	@python tests/benchmarks

## make bench-scale  playbooks on 100, 1,000 and 5,000 emulated BMCs; a quarter of an hour
bench-scale: packages .venv/test-installed $(COLLECTION)
	@python tests/benchmarks --scale

## make release VERSION=x.y.z  shows what that release would be; with DRY=false, makes it (docs/dev/releasing.md)
release: .venv/test-installed
	@tools/release

## make tarball   the collection's tarball in dist, from what is committed
tarball: .venv/test-installed
	@tools/build-tarball

## make venv      .venv with what demo and tests need
venv: .venv/test-installed $(COLLECTION)

## make packages  the Debian packages that tests use as peers; installed when root, named otherwise
packages:
	@tools/install-packages

## make clean     removes .venv, .cache and what interrupted runs left
clean:
	@$(PYTHON) tools/sweep
	rm -rf .venv .cache

.venv/%-installed: requirements-demo.txt requirements-%.txt
	@tools/make-venv "$(PYTHON)" .venv requirements-$*.txt
	@touch $@

.cache/environments/%/installed: tests/environments/%.txt
	@tools/make-venv "$(PYTHON)" $(@D) $<
	@touch $@

# Ansible finds a collection by its path: the checkout stands there as a link to itself.
$(COLLECTION):
	@mkdir -p $(@D)
	@ln -sfn ../../../.. $@
