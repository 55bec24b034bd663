"""How far what the heads make of words is from what they are to make: a loss to learn from a teacher by."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor
from torch.nn.functional import kl_div, log_softmax, mse_loss, softmax

from training.network import PAIRS, TAGGING

WEIGHT = {"trigger": 3.0, "attribution": 2.0}
HOT = 4.0  # weight of words that are part of something, against that of all others
_PAIR_WEIGHT = 2.0


def unlike(
    out: Tensor,
    wanted: Tensor,
    real: Tensor,
    columns: Mapping[str, tuple[int, int]],
    counted: Mapping[str, Tensor] | None = None,
) -> Tensor:
    """Sum over all heads: KL divergence of the tagging heads, squared error of the sides of the pair heads.

    out, wanted: (batch, words, columns) of training.export_encoder.Projected; real: (batch, words), 1 where there is a
    word, 0 for padding; columns: which are whose; counted: where a task's word counts, if not everywhere.
    """
    total = out.new_zeros(())
    for task in TAGGING:
        part = slice(*columns[f"tag.{task}"])
        before, now = softmax(wanted[..., part], -1), log_softmax(out[..., part], -1)
        each = kl_div(now, before, reduction="none").sum(-1)
        weight = real * counted[task] if counted and task in counted else real.clone()
        if task not in ("status", "stance"):
            weight = weight * (1.0 + (HOT - 1.0) * (1.0 - before[..., 0]))
        total = total + WEIGHT.get(task, 1.0) * (each * weight).sum() / weight.sum().clamp(min=1)
    for task in PAIRS:
        for side in ("left", "right"):
            part = slice(*columns[f"{side}.{task}"])
            each = mse_loss(out[..., part].tanh(), wanted[..., part].tanh(), reduction="none").mean(-1)
            total = total + _PAIR_WEIGHT * (each * real).sum() / real.sum()
    return total
