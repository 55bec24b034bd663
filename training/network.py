"""The network: a small pretrained encoder with one linear head per tagging task and biaffine pair heads."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from transformers import BertModel

from whosays.reading import tags

TAGGING = {
    "attribution": len(tags.ATTRIBUTION), "trigger": len(tags.TRIGGER), "status": len(tags.STATUS),
    "stance": len(tags.STANCE), "measure": len(tags.MEASURE), "place": len(tags.PLACE), "actor": len(tags.ACTOR),
}  # fmt: skip
PAIRS = {"role": len(tags.ROLE), "link": len(tags.LINK), "same": len(tags.SAME)}
PAIR_WIDTH = 64


def fit(encoder: BertModel, state: Mapping[str, Tensor]) -> None:
    """Make the feed-forward layers as wide as those in ``state``: training.narrow makes them narrower."""
    for n, layer in enumerate(encoder.encoder.layer):
        width, hidden = state[f"encoder.encoder.layer.{n}.intermediate.dense.weight"].shape
        if width != layer.intermediate.dense.out_features:
            layer.intermediate.dense = nn.Linear(hidden, width)
            layer.output.dense = nn.Linear(width, hidden)


class Network(nn.Module):
    """Word vectors (the first piece of each word) to logits per task."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.tagging = nn.ModuleDict({k: nn.Linear(width, n) for k, n in TAGGING.items()})
        self.left = nn.ModuleDict({k: nn.Linear(width, PAIR_WIDTH) for k in PAIRS})
        self.right = nn.ModuleDict({k: nn.Linear(width, PAIR_WIDTH) for k in PAIRS})
        self.forms = nn.ParameterDict({
            k: nn.Parameter(torch.randn(n, PAIR_WIDTH + 1, PAIR_WIDTH + 1) * 0.02) for k, n in PAIRS.items()
        })  # fmt: skip

    def words(self, pieces: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """(batch, words, width): hidden states at the first piece of each word."""
        hidden = self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state.float()
        index = first.unsqueeze(-1).expand(-1, -1, hidden.size(-1))
        return self.dropout(hidden.gather(1, index))

    def tag(self, task: str, words: Tensor) -> Tensor:
        """(batch, words, labels)."""
        return self.tagging[task](words)

    def pair(self, task: str, left: Tensor, right: Tensor) -> Tensor:
        """(n, labels) for n pairs of word vectors, each (n, width)."""
        a, b = torch.tanh(self.left[task](left)), torch.tanh(self.right[task](right))
        one = a.new_ones(len(a), 1)
        a, b = torch.cat([a, one], 1), torch.cat([b, one], 1)
        return torch.einsum("ni,lij,nj->nl", a, self.forms[task], b)
