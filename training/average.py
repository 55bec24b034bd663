"""Average the weights of training runs that continue each other: steadier on other texts than the last of them.

    python -m training.average OUT.pt IN.pt IN.pt [...]

After Wortsman et al., «Model soups» (ICML 2022), with equal shares.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch


def main() -> None:
    """Write the mean of the networks, with the first one's vocabulary. Raises ValueError where these differ."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=Path)
    ask.add_argument("models", type=Path, nargs="+")
    args = ask.parse_args()
    runs = [torch.load(path, weights_only=True) for path in args.models]
    if any(not torch.equal(run["kept"], runs[0]["kept"]) for run in runs):
        raise ValueError("these networks have different vocabularies")
    model = {}
    for name, first in runs[0]["model"].items():
        whole = torch.stack([run["model"][name].float() for run in runs]).mean(dim=0)
        model[name] = whole.to(first.dtype) if first.is_floating_point() else first
    torch.save({**runs[0], "model": model}, args.out)
    shutil.copy(args.models[0].with_suffix(".tokenizer.json"), args.out.with_suffix(".tokenizer.json"))


if __name__ == "__main__":
    main()
