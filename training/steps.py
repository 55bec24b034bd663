"""A training run's steps: AdamW, its rate rising for 6 % of them and falling evenly after, gradients clipped."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

_RISE, _LEAST, _DECAY, _LONGEST = 0.06, 0.02, 0.01, 1.0


class Steps:
    """Takes the steps of one run.

    parts: (parameters, learning rate) of each part of the network; total: how many steps there will be.
    """

    def __init__(self, parts: Iterable[tuple[list[nn.Parameter], float]], total: int) -> None:
        groups = [{"params": parameters, "lr": rate} for parameters, rate in parts]
        self._parameters = [p for group in groups for p in group["params"]]
        self._optimizer = torch.optim.AdamW(groups, weight_decay=_DECAY)
        self._curve = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda s: min((s + 1) / (_RISE * total), max(_LEAST, (total - s) / total))
        )

    def take(self, loss: Tensor) -> float:
        """One step down; the loss as a number."""
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._parameters, _LONGEST)
        self._optimizer.step()
        self._curve.step()
        return loss.item()
