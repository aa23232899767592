"""What is listed holds together."""

from __future__ import annotations

import re

import pytest

from rag.errors import BadInput
from rag.models import DEFAULT_READER, MODELS, Model, find, known

NAMES = [name for model in MODELS for name in (model.name, *model.aliases)]


def test_every_name_leads_to_one_model() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(known(name) is not None for name in NAMES)
    assert len({model.file for model in MODELS}) == len(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_can_be_had_and_checked(model: Model) -> None:
    assert model.parts or model.hub or model.installed
    assert model.licence
    assert re.fullmatch(r"[\w.-]+", model.name)
    assert re.fullmatch(r"[\w.-]+", model.file)
    assert model.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", model.sha256)
    # What comes from a package of somebody else's is taken by its checksum or not at all.
    assert not model.parts or (model.sha256 and model.size)


def test_the_default_has_all_its_parts_in_order() -> None:
    members = [part.member for part in DEFAULT_READER.parts]
    assert len(members) == 22
    assert [member[-6:] for member in members] == [f"{n:02}.bin" for n in range(1, 23)]


@pytest.mark.parametrize("named", ["../x", "", "qwen", "/etc/passwd", "QWEN-1.5B"])
def test_no_other_name_is_any(named: str) -> None:
    with pytest.raises(BadInput, match=r"no model .* It has: qwen2\.5-coder-1\.5b-instruct, "):
        find(named)
