"""``POST /v1/chat/completions`` as OpenAI's clients send it, so that they can ask the desk.

The last message of the user is the question, the user's messages before it are what it may refer to. The
answer carries its citations in ``citations``, beside what such clients expect. Only text is supported, as a
whole or as a stream. Tokens are not counted.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import time
import uuid
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.routing import Route

from rag.answer import Limits
from rag.answering.layout import laid_out, pieces
from rag.cite import marked
from rag.errors import OnRecordError
from rag.messages import DEFAULT, message
from rag.types import Answer, Answered, AnswerSentence, Checked, Event, NotFound, Searching
from rag.ui.accounts import Accounts
from rag.ui.desk import Desk
from rag.ui.programs import answering

MODEL = "onrecord"


class Message(BaseModel):
    """``content`` is text, or parts of which those of type text are read."""

    role: str
    content: str | list[dict[str, Any]] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")
        return self.content or ""


class Completion(BaseModel):
    """What is read of a request; everything else in it is ignored."""

    messages: list[Message]
    stream: bool = False


def openai_routes(desk: Desk, accounts: Accounts | None) -> list[Route]:
    """The routes that answer such requests; with ``accounts`` they need a name and password (HTTP basic)."""

    async def completions(request: Request) -> Response:
        if accounts is not None and not await run_in_threadpool(_known, request, accounts):
            return _error(401, "A name and a password are needed (HTTP basic authentication).")
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            # Also keeps other sites' pages from asking: a browser sends them no JSON without permission.
            return _error(415, "Send the request as application/json.")
        try:
            asked = Completion.model_validate_json(await request.body())
        except ValueError as error:
            return _error(400, f"The request is not understood: {error}")
        questions = [message.text for message in asked.messages if message.role == "user"]
        if not questions:
            return _error(400, "There is no message of the user. The last one is the question.")
        events = answering(desk, questions[-1], Limits(), questions[:-1])
        try:
            first = await run_in_threadpool(next, events)
            if asked.stream:
                return StreamingResponse(_stream(request, first, events), media_type="text/event-stream")
            return JSONResponse(_completion(await run_in_threadpool(_last, events)))
        except OnRecordError as error:
            return _error(400, error.message)

    async def models(request: Request) -> Response:
        if accounts is not None and not await run_in_threadpool(_known, request, accounts):
            return _error(401, "A name and a password are needed (HTTP basic authentication).")
        return JSONResponse({"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    return [
        Route("/v1/chat/completions", completions, methods=["POST"]),
        Route("/v1/models", models, methods=["GET"]),
    ]


def _last(events: Iterator[Event]) -> Answer:
    for event in events:
        if isinstance(event, Answered | NotFound):
            return event.answer
    raise AssertionError("an answer always ends in Answered or NotFound")


def _text(answer: Answer) -> str:
    if answer.state == "not_found":
        return message(answer.language, "not_found")
    return laid_out(answer.sentences, answer.language, _sentence_text, _bold)


def _bold(words: str) -> str:
    return f"**{words}**"


def _sentence_text(sentence: AnswerSentence) -> str:
    """A sentence with its markers and the words that answer in bold, and with what other articles say
    otherwise.
    """
    others = (
        f"{', '.join(part for part in (c.title, c.source, c.published) if part)}: “{c.quote}”"
        for c in sentence.against
    )
    told = "; ".join(others)
    text = "".join(_bold(words) if key else words for words, key in pieces(sentence))
    return marked(text, sentence.citations) + (f" (Otherwise in {told})" if told else "")


def _more(answer: Answer) -> dict[str, Any]:
    """What clients of On Record find beside what OpenAI's clients expect."""
    return {
        "state": answer.state,
        "citations": [dataclasses.asdict(c) for c in answer.citations],
        "sentences": [dataclasses.asdict(s) for s in answer.sentences],
        "why_not": answer.why_not,
        "form": answer.form,
        "groups": [dataclasses.asdict(group) for group in answer.groups],
    }


def _completion(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": _text(answer)}
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        **_more(answer),
    }


async def _stream(request: Request, first: Event, events: Generator[Event, None, None]) -> AsyncIterator[str]:
    """Server-sent events until the answer ends or nobody listens any more, which stops it."""
    common = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": MODEL,
    }
    language = DEFAULT
    try:
        async for event in _from(first, events):
            if event is not first and await request.is_disconnected():
                return
            if isinstance(event, Searching):
                language = event.query.language
            for chunk in _chunks(event, common, language):
                yield chunk
    except OnRecordError as error:
        yield _event({"error": {"message": error.message, "type": "server_error"}})
    finally:
        events.close()
    yield "data: [DONE]\n\n"


async def _from(first: Event, others: Generator[Event, None, None]) -> AsyncIterator[Event]:
    yield first
    async for event in iterate_in_threadpool(others):
        yield event


def _chunks(event: Event, common: Mapping[str, Any], language: str) -> Iterator[str]:
    """Each sentence when it has been checked, then the citations; ``language`` is the question's."""

    def said(text: str) -> str:
        delta = {"role": "assistant", "content": text}
        return _event({**common, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})

    if isinstance(event, Checked):
        one = event.sentence
        text = laid_out([one], language, _sentence_text, _bold)
        yield said(text + ("\n" if one.heading else " "))
    if isinstance(event, NotFound):
        yield said(_text(event.answer))
    if isinstance(event, Answered | NotFound):
        last = {"index": 0, "delta": {}, "finish_reason": "stop"}
        yield _event({**common, "choices": [last], **_more(event.answer)})


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _error(status: int, message: str) -> JSONResponse:
    headers = {"WWW-Authenticate": "Basic"} if status == 401 else None
    return JSONResponse({"error": {"message": message, "type": "invalid_request_error"}}, status, headers)


def _known(request: Request, accounts: Accounts) -> bool:
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        name, _, password = base64.b64decode(sent, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return accounts(name, password)
