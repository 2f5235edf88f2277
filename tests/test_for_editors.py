"""What editors and pre-commit read: every rule file has its schema, and every hook is a command that there is."""

import json
from pathlib import Path

import pytest
import yaml

from posology.reading.folder import default_rules, schemas
from posology_cli.main import COMMANDS

CHECKOUT = Path(__file__).resolve().parents[1]
SETTINGS = json.loads((CHECKOUT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_editor_knows_the_schema_of_every_rule_file_and_sends_nothing_home() -> None:
    named: dict[Path, str] = {}
    for schema, pattern in SETTINGS["yaml.schemas"].items():
        assert (CHECKOUT / schema).is_file()
        named |= {path: Path(schema).name for path in CHECKOUT.glob(pattern)}
    for path in default_rules().rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.endswith(f"/{named[path]}"), "the settings and the file's own line name the same schema"
        assert (schemas() / named[path]).is_file()
    assert SETTINGS["redhat.telemetry.enabled"] is False


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command(hook: dict[str, object]) -> None:
    program, command = str(hook["entry"]).split()
    assert (program, hook["id"], hook["language"]) == ("posology", f"posology-{command}", "python")
    assert command in COMMANDS
