"""Tiny models with random weights, saved as Hugging Face saves models: nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CHARACTERS = sorted(
    set("家庭医生签约覆盖率达到不得将保基金挪作他用目标是多少乡镇卫院发展中服务馆指纹云山临江县")
)
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *CHARACTERS]
LENGTH = 64


def tokenizer() -> Any:
    """One token a character, between [CLS] and [SEP]."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = Split("", "isolated")
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=LENGTH,
    )


def bert(folder: Path, kind: str = "BertModel", seed: int = 0, **more: Any) -> Path:
    """A BERT of two layers and 32 dimensions; ``kind``: the class of transformers that is saved."""
    import torch
    import transformers

    torch.manual_seed(seed)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=LENGTH,
        initializer_range=0.3,
        **more,
    )
    getattr(transformers, kind)(config).save_pretrained(folder)
    tokenizer().save_pretrained(folder)
    return folder


def cross_encoder(folder: Path, **more: Any) -> Path:
    """A cross-encoder of one score."""
    return bert(folder, "BertForSequenceClassification", **{"num_labels": 1, **more})


def sentence_model(
    folder: Path, pooling: str = "mean", prompts: dict[str, str] | None = None, seed: int = 0
) -> Path:
    """A sentence-transformers model: BERT, pooling, length 1."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    plain = bert(folder / "bert", seed=seed)
    body = Transformer(str(plain), max_seq_length=32)
    modules = [body, Pooling(32, pooling), Normalize()]  # type: ignore[arg-type]
    model = SentenceTransformer(modules=modules, device="cpu", prompts=prompts)
    model.save(str(folder / "model"))
    return folder / "model"
