"""What stands around the program's text, by chat templates of several makers' manners."""

from __future__ import annotations

import pytest

from rag.answering.frame import Frame, frame_of
from rag.errors import ModelRefused

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
NO_SYSTEM = (
    "{{ bos_token }}{% for message in messages %}{% if message.role == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}"
    "<start_of_turn>{{ message.role }}\n{{ message.content | trim }}<end_of_turn>\n{% endfor %}"
    "{{ '<start_of_turn>model\n' }}"
)
FORGETFUL = (
    "{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]{% endif %}{% endfor %}"
)


def test_a_system_message_has_its_own_place() -> None:
    frame = frame_of(CHATML, "Be exact.")
    assert frame.head == "<|im_start|>system\nBe exact.<|im_end|>\n<|im_start|>user\n"
    assert frame.tail == "<|im_end|>\n<|im_start|>assistant\n"


@pytest.mark.parametrize(
    ("template", "head", "tail"),
    [
        (
            NO_SYSTEM,
            "<bos><start_of_turn>user\nBe exact.\n\n",
            "<end_of_turn>\n<start_of_turn>model\n",
        ),
        (FORGETFUL, "[INST] Be exact.\n\n", " [/INST]"),
    ],
)
def test_without_one_the_instruction_opens_the_user_s(template: str, head: str, tail: str) -> None:
    assert frame_of(template, "Be exact.", "<bos>") == Frame(head, tail)


def test_a_base_model_continues_a_text() -> None:
    assert frame_of("", "Examples.\n", "<bos>") == Frame("<bos>Examples.\n", "\nAnswer:")


@pytest.mark.parametrize(
    "template",
    [
        "{% for %}",
        "{{ nobody.there }}",
        "Hello",
        "{{ raise_exception('never') }}",
        "{{ messages[7].content }}",
    ],
)
def test_a_template_that_cannot_be_used_is_refused(template: str) -> None:
    with pytest.raises(ModelRefused, match="Choose another model"):
        frame_of(template, "Be exact.")


def test_a_template_is_run_in_a_sandbox() -> None:
    with pytest.raises(ModelRefused):
        frame_of("{{ ''.__class__.__mro__[1].__subclasses__() }}{{ messages }}", "Be exact.")
