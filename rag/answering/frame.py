"""How a model wants to be spoken to: what stands around the program's text.

An instruct model brings a chat template along in its GGUF file, a base model none. Only this frame is read
with special tokens on; articles and questions never are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import ModelRefused

_SYSTEM = "\ue000system\ue000"
_USER = "\ue000user\ue000"


@dataclass(frozen=True, slots=True)
class Frame:
    """``head`` stands before what the user says, ``tail`` between that and the reply."""

    head: str
    tail: str


def frame_of(
    template: str, system: str, begins_with: str = "", examples: Sequence[tuple[str, str]] = ()
) -> Frame:
    """The frame that a Jinja chat ``template`` puts around one message, under the instruction ``system`` and
    after ``examples`` of messages and replies; for an empty template, that of a text to be continued.

    Raises ModelRefused for a template that cannot be used.
    """
    if not template:
        return Frame(f"{begins_with}{system}", "\nAnswer:")
    from jinja2.exceptions import TemplateError

    # What the program says goes in by marks, so that a template cannot change it.
    marked = [f"\ue001{i}\ue001" for i in range(len(examples))]
    before = [
        message for mark in marked for message in (("user", f"{mark}user"), ("assistant", f"{mark}reply"))
    ]
    try:
        text = _rendered(template, begins_with, [("system", _SYSTEM), *before, ("user", _USER)])
        if _SYSTEM not in text:
            raise TemplateError("it leaves the system's message out")
    except TemplateError:
        # Some models know no system message: the instruction then opens the user's.
        text = _own_message(template, begins_with, before)
    for mark, (message, reply) in zip(marked, examples, strict=True):
        text = text.replace(f"{mark}user", message).replace(f"{mark}reply", reply)
    head, _, tail = text.partition(_USER)
    return Frame(head.replace(_SYSTEM, system), tail)


def _own_message(template: str, begins_with: str, before: Sequence[tuple[str, str]]) -> str:
    from jinja2.exceptions import TemplateError

    messages = [*before, ("user", _USER)]
    messages[0] = ("user", f"{_SYSTEM}\n\n{messages[0][1]}")
    try:
        text = _rendered(template, begins_with, messages)
    except TemplateError as error:
        raise ModelRefused(
            f"The model's chat template cannot be used: {error}. Choose another model."
        ) from error
    if _USER not in text:
        raise ModelRefused("The model's chat template leaves out what the user says. Choose another model.")
    return text


def _rendered(template: str, begins_with: str, messages: list[tuple[str, str]]) -> str:
    """The conversation as text. A template is somebody else's program: it runs in Jinja's sandbox."""
    from jinja2.exceptions import TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def refuse(message: str) -> None:
        raise TemplateError(message)

    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    try:
        return environment.from_string(template).render(
            messages=[{"role": role, "content": content} for role, content in messages],
            add_generation_prompt=True,
            enable_thinking=False,
            bos_token=begins_with,
            eos_token="",
            tools=None,
            raise_exception=refuse,
            strftime_now=lambda _: "",
        )
    except (TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
        raise TemplateError(str(error)) from error
