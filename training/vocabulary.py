"""Prune an encoder's vocabulary to the pieces that news text uses: half the size, the same reading."""

from __future__ import annotations

import collections
import json

import torch
from tokenizers import Tokenizer
from transformers import BertModel

COMMON = 9000  # pieces that a WordPiece vocabulary lists first are the frequent ones: kept unseen


def pieces_of(tokenizer: Tokenizer, texts: list[list[str]]) -> list[int]:
    """Ids to keep: special pieces, single characters, the commonest pieces and all that the texts use."""
    counts: collections.Counter[int] = collections.Counter()
    for words in texts:
        counts.update(tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False).ids)
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda x: x[1])
    plain = [i for p, i in vocabulary if not p.startswith("[")]
    kept = set(plain[:COMMON]) | set(counts)
    kept |= {i for p, i in vocabulary if len(p.removeprefix("##")) == 1 and ord(p[-1]) < 0x250}
    kept |= {tokenizer.token_to_id(p) for p in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")}
    return sorted(kept)


def prune(tokenizer: Tokenizer, encoder: BertModel, kept: list[int]) -> Tokenizer:
    """Leave only the pieces ``kept``: the encoder's embedding is changed in place, the smaller tokenizer returned."""
    names = {i: p for p, i in tokenizer.get_vocab().items()}
    state = json.loads(tokenizer.to_str())
    state["model"]["vocab"] = {names[i]: n for n, i in enumerate(kept)}
    new_id = {i: n for n, i in enumerate(kept)}
    for added in state.get("added_tokens", []):
        added["id"] = new_id[added["id"]]
    post = state.get("post_processor") or {}
    for special in (post.get("special_tokens") or {}).values():
        special["ids"] = [new_id[i] for i in special["ids"]]
    smaller = Tokenizer.from_str(json.dumps(state))
    weight = encoder.embeddings.word_embeddings.weight.data[kept].clone()
    encoder.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(weight, freeze=False, padding_idx=0)
    encoder.config.vocab_size = len(kept)
    return smaller
