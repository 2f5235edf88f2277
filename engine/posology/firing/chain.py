"""The chain: durable-rules fires the rules of one drug. No other module imports `durable`.

What it cannot be trusted with never reaches it (see clauses.py); beside that, this module keeps it quiet and clean:
no timer threads, no fact that no rule matches (that corrupts its memory), no state written by an action, a fresh
session for each evaluation that is deleted whatever happens, and no exception lost in an action.
"""

import itertools
import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from posology.errors import EngineFailure
from posology.firing.clauses import Encoding, Message, RuleSet, encode, member
from posology.language.condition import CONCLUDED
from posology.language.fact import Value
from posology.language.rule import Rule


def _import_engine() -> Any:
    """durable.engine. Its C part names a symbol that newer interpreters lack and that we never call: bind lazily."""
    if not hasattr(sys, "setdlopenflags"):
        from durable import engine  # the platform binds in its own way

        return engine
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        from durable import engine
    finally:
        sys.setdlopenflags(flags)
    return engine


_engine: Any = _import_engine()
_calls: Any = _engine.durable_rules_engine
_Host: Any = _engine.Host
_network_numbers = itertools.count()
_CATCH_ALL = "any-fact"


class _QuietHost(_Host):  # type: ignore[misc]
    """A host that starts no threads."""

    def _run(self) -> None:
        pass


class Recorder:
    """Notes which rules the engine fires in one evaluation."""

    def __init__(self) -> None:
        self.fired: set[str] = set()

    def note(self, rule: Rule) -> None:
        """Takes down that the rule fired."""
        self.fired.add(rule.id)


class Network:
    """The rules of one drug inside the engine; compiled once, then fired for any number of patients."""

    def __init__(self, rules: Iterable[Rule], recorder: Callable[[], Recorder] = Recorder) -> None:
        """Compiles the rules. Raises `EngineLimit` where they pass what the engine can be trusted with."""
        self._rules = {rule.id: rule for rule in rules}
        self._encoding: Encoding
        self._encoding, sets = encode(self._rules.values())
        self._new_recorder = recorder
        self._recorder = recorder()
        self._lock = threading.Lock()
        self._sessions = itertools.count()
        self._message_ids = map(str, itertools.count())
        self._host = _QuietHost()
        self._sets = [(f"network-{next(_network_numbers)}", rule_set) for rule_set in sets]
        for name, rule_set in self._sets:
            self._host.register_rulesets({name: self._definition(rule_set)})

    def fire(self, values: Mapping[str, Value]) -> frozenset[str]:
        """The ids of all rules that fire where `values` holds every known fact.

        Raises `EngineFailure` where the engine or an action fails, `EngineLimit` for a number it cannot hold.
        """
        messages = self._encoding.messages(values)
        with self._lock:
            session = f"s{next(self._sessions)}"
            self._message_ids = map(str, itertools.count())
            self._recorder = self._new_recorder()
            try:
                self._assert(session, messages)
                concluded: set[str] = set()
                while new := self._conclusions() - concluded:
                    concluded |= new
                    keys = [member(CONCLUDED, (name,)) for name in sorted(new)]
                    self._assert(session, {key: {"fact": key, "s": "yes"} for key in keys})
                return frozenset(self._recorder.fired)
            finally:
                self._forget(session)

    @staticmethod
    def _definition(rule_set: RuleSet) -> dict[str, Any]:
        definition: dict[str, Any] = {
            _CATCH_ALL: {"all": [{"c": {"$ex": {"fact": 1}}}], "run": _do_nothing},
        }
        for number, clause in enumerate(rule_set.clauses):
            patterns = [{f"c{index}": pattern} for index, (_, pattern) in enumerate(clause.patterns)]
            definition[str(number)] = {"all": patterns, "run": _do_nothing}
        return definition

    def _assert(self, session: str, messages: Mapping[str, Message]) -> None:
        """Asserts the messages that some rule seeks, each under an id of ours: the engine's own may coincide."""
        for name, rule_set in self._sets:
            batch = [
                {"sid": session, "id": next(self._message_ids), **message}
                for fact, message in messages.items()
                if fact in rule_set.mentions
            ]
            if batch:
                self._run(name, rule_set, batch)

    def _run(self, name: str, rule_set: RuleSet, batch: list[Message]) -> None:
        """Asserts the batch and takes down each rule that it fires.

        As `Host.assert_facts` does, but for one thing: no state is written back after each action, since none changes
        it. That halves the time.
        """
        handle = self._host.get_ruleset(name)._handle
        try:
            code, state = _calls.assert_facts(handle, json.dumps(batch, ensure_ascii=False))
            if code != 0:
                raise EngineFailure(f"the rule engine refused the facts with code {code}")
            started = _calls.start_action_for_state(handle, state)
            action = started[1] if started else None
            while action:
                (fired,) = json.loads(action)
                self._note(fired, rule_set)
                action = _calls.complete_and_start_action(handle, state)
        except EngineFailure:
            raise
        except Exception as error:
            raise EngineFailure(f"the rule engine failed: {error}") from error

    def _note(self, fired: str, rule_set: RuleSet) -> None:
        if fired == _CATCH_ALL:
            return
        try:
            self._recorder.note(rule_set.clauses[int(fired)].rule)
        except Exception as error:
            raise EngineFailure(f"an action failed: {error}") from error

    def _conclusions(self) -> set[str]:
        return {name for id in self._recorder.fired for name in self._rules[id].concludes}

    def _forget(self, session: str) -> None:
        for name, _ in self._sets:
            try:
                self._host.delete_state(name, session)
            except Exception:  # a rule set that was never asserted into has no such session
                continue


def _do_nothing(_: Any) -> None:
    pass
