"""A `yaml-language-server` that is spoken to over stdio, as an editor speaks to it."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

PATIENCE = 30  # seconds until a silent server counts as one that does not answer
Message = dict[str, Any]


class Diagnosis(NamedTuple):
    """What the editor underlines: the line as the editor counts it, from one, and what it says."""

    line: int
    says: str


class LanguageServer:
    """Starts the server with the settings of an editor, in a folder; gives what it says about files of that folder."""

    def __init__(self, program: Path, folder: Path, settings: Message) -> None:
        self._settings = settings
        self._process = subprocess.Popen(
            ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._said: queue.Queue[Message | None] = queue.Queue()
        self._asked = 0
        self._opened = 0
        threading.Thread(target=self._listen, daemon=True).start()
        root = folder.as_uri()
        folders = [{"uri": root, "name": folder.name}]
        can = {
            "textDocument": {"publishDiagnostics": {}, "hover": {"contentFormat": ["markdown"]}},
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        self._ask("initialize", {"processId": None, "rootUri": root, "workspaceFolders": folders, "capabilities": can})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": settings})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    @contextmanager
    def opened(self, path: Path, text: str) -> Iterator["OpenFile"]:
        """The file at `path`, opened with `text`, which need not be what the disk holds."""
        self._opened += 1
        uri = path.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": self._opened, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        yield OpenFile(self, uri, self._diagnoses_of(uri))
        self._tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        self._diagnoses_of(uri)

    def ask_at(self, method: str, uri: str, line: int, column: int) -> Any:
        """What the server answers about a place, counted from one."""
        position = {"line": line - 1, "character": column - 1}
        return self._ask(method, {"textDocument": {"uri": uri}, "position": position})

    def _diagnoses_of(self, uri: str) -> tuple[Diagnosis, ...]:
        """Of the next time that the server publishes what it finds in a file, which it does once it has read it."""
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                found = message["params"]["diagnostics"]
                return tuple(Diagnosis(one["range"]["start"]["line"] + 1, one["message"]) for one in found)

    def _ask(self, method: str, params: Message) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._asked and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def _next(self) -> Message:
        """The next message; what the server itself asks is answered on the way."""
        message = self._said.get(timeout=PATIENCE)
        assert message is not None, "the server has ended"
        if "method" in message and "id" in message:
            self._send({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, message: Message) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        return [self._settings.get(item.get("section", "")) for item in message["params"]["items"]]

    def _tell(self, method: str, params: Message) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        stdin.flush()

    def _listen(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        while (message := _read_message(stdout)) is not None:
            self._said.put(message)
        self._said.put(None)


class OpenFile(NamedTuple):
    """A file that is open in the editor, and what was underlined in it when it was opened."""

    server: LanguageServer
    uri: str
    diagnoses: tuple[Diagnosis, ...]

    def hover(self, line: int, column: int) -> str:
        """What is shown when the mouse rests on a place; empty where nothing is."""
        answer = self.server.ask_at("textDocument/hover", self.uri, line, column)
        return str(answer["contents"]["value"]) if answer else ""

    def completions(self, line: int, column: int) -> set[str]:
        """The words that are offered at a place."""
        answer = self.server.ask_at("textDocument/completion", self.uri, line, column)
        return {item["label"] for item in (answer or {"items": []})["items"]}


def _read_message(stdout: IO[bytes]) -> Message | None:
    length = 0
    while (header := stdout.readline()) != b"\r\n":
        if not header:
            return None
        name, _, value = header.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    message: Message = json.loads(stdout.read(length))
    return message
