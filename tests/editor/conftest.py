"""The server of this folder's package.json, started with the settings of the checkout."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posology.reading.folder import default_rules

from .server import LanguageServer

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
PROGRAM = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """These tests need Node, which the others do not: they are collected where their folder is asked for by name."""
    asked_for = any(HERE.name in str(argument) for argument in config.invocation_params.args)
    return None if asked_for else True


@pytest.fixture(scope="session")
def editor() -> Iterator[LanguageServer]:
    """A server with the settings that .vscode/settings.json gives it."""
    yield from _started(_nested(json.loads((CHECKOUT / ".vscode" / "settings.json").read_text(encoding="utf-8"))))


@pytest.fixture(scope="session")
def bare_editor() -> Iterator[LanguageServer]:
    """A server without settings, which has nothing but the first line of a file to go by."""
    yield from _started({"yaml": {"schemaStore": {"enable": False}, "validate": True, "hover": True}})


def _started(settings: dict[str, Any]) -> Iterator[LanguageServer]:
    assert shutil.which("node"), "Node is needed to start the language server"
    assert PROGRAM.is_file(), "make editor installs the language server first"
    with LanguageServer(PROGRAM, default_rules().parent, settings) as server:
        yield server


def _nested(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings as an editor hands them on: `yaml.format.enable: no` as a mapping in a mapping in a mapping."""
    nested: dict[str, Any] = {}
    for name, value in settings.items():
        *sections, last = name.split(".")
        inner = nested
        for section in sections:
            inner = inner.setdefault(section, {})
        inner[last] = value
    return nested
