"""A chat model behind an OpenAI-compatible URL: llama-server, vLLM and many others."""

from __future__ import annotations

import json
import os
import queue
import threading
from collections.abc import Generator, Iterator

import httpx

from rag.errors import OnRecordError
from rag.models.turns import PATIENCE

#: The environment variable with the key, for servers that want one.
KEY_VARIABLE = "ONRECORD_API_KEY"
#: Tokens of a reply: an answer is a few sentences.
LONGEST_REPLY = 320
#: Seconds to connect, and between two pieces of a reply: reading a prompt on a CPU takes its time.
_TIMEOUT = httpx.Timeout(300.0, connect=10.0)


class ServerFailed(OnRecordError):
    """The model server cannot be reached or does not answer as it should."""


class ModelServer:
    """``url`` up to and with "/v1"; ``model`` the name to ask for, the server's own choice when empty."""

    def __init__(self, url: str, model: str = "") -> None:
        self._endpoint = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self.name = model or url

    def reply(self, system: str, user: str, cancel: threading.Event) -> Generator[str, None, None]:
        """Pieces of the reply to ``user``, as the server sends them. Raises ServerFailed.

        When ``cancel`` is set this ends at once, and the connection is closed with the server's next piece,
        which makes the server stop.
        """
        received: queue.Queue[str | ServerFailed | None] = queue.Queue()
        given_up = threading.Event()
        # Waiting for the network cannot be interrupted, so it is done beside; this side only polls.
        threading.Thread(target=self._receive, args=((system, user), received, given_up), daemon=True).start()
        try:
            while not cancel.is_set():
                try:
                    item = received.get(timeout=PATIENCE)
                except queue.Empty:
                    continue
                if item is None:
                    return
                if isinstance(item, ServerFailed):
                    raise item
                yield item
        finally:
            given_up.set()

    def _receive(
        self,
        said: tuple[str, str],
        received: queue.Queue[str | ServerFailed | None],
        given_up: threading.Event,
    ) -> None:
        try:
            for piece in self._stream(said):
                if given_up.is_set():
                    return
                if piece:
                    received.put(piece)
            received.put(None)
        except httpx.HTTPError as error:
            received.put(self._failed(str(error) or type(error).__name__))
        except ServerFailed as error:
            received.put(error)

    def _stream(self, said: tuple[str, str]) -> Iterator[str]:
        key = os.environ.get(KEY_VARIABLE, "")
        body = {
            "messages": [
                {"role": role, "content": content}
                for role, content in zip(("system", "user"), said, strict=True)
            ],
            "stream": True,
            "temperature": 0,
            "max_tokens": LONGEST_REPLY,
            **({"model": self._model} if self._model else {}),
        }
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with httpx.stream("POST", self._endpoint, json=body, headers=headers, timeout=_TIMEOUT) as response:
            if response.status_code != httpx.codes.OK:
                response.read()
                raise self._failed(f"status {response.status_code}: {response.text[:200]}")
            for line in response.iter_lines():
                if line.startswith("data:") and (data := line.removeprefix("data:").strip()) != "[DONE]":
                    yield self._piece(data)

    def _piece(self, data: str) -> str:
        try:
            choices = json.loads(data)["choices"]
            return str(choices[0]["delta"].get("content") or "") if choices else ""
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            raise self._failed(f"it sent {data[:100]!r}, which is not a chat completion") from error

    def _failed(self, what: str) -> ServerFailed:
        return ServerFailed(
            f"The model server at {self._endpoint} failed: {what}. Check that it runs and that the URL in "
            f"[answer] model ends in /v1; a key goes into {KEY_VARIABLE}."
        )
