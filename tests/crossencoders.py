"""Untrained cross-encoders made for tests: their scores mean nothing, but depend on the words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.models import encoder_dir, find


def untrained(folder: Path, labels: Sequence[str]) -> str:
    """One with these labels, saved in ``folder``."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    config = BertConfig(
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        initializer_range=1.0,
    )
    config.num_labels = len(labels)
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: n for n, label in enumerate(labels)}
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(str(encoder_dir(find("minilm")))).save_pretrained(folder)
    return str(folder)
