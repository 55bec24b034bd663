"""The network that the package ships, as a training run left it: for further training without the runs before.

    python -m training.shipped OUT.pt [--data src/whosays/reading/tagger/data]

Weights come back from int8, so they are those of the runs but for rounding; exported again they give the same bytes
but for the layers that were trained further.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor

from training.export_encoder import ROOT
from training.network import PAIRS
from training.train_encoder import PRETRAINED

DATA = ROOT / "src" / "whosays" / "reading" / "tagger" / "data"
_PRODUCTS = frozenset({"MatMul", "MatMulInteger"})


def weights(path: Path) -> dict[str, Tensor]:
    """The parameters of an exported encoder by their names in the network; ``heads`` is one matrix for all heads."""
    graph = onnx.load(str(path)).graph
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {k: v for k, v in arrays.items() if k.endswith((".weight", ".bias"))}
    for name in [k.removesuffix("_quantized") for k in arrays if k.endswith(".weight_quantized")]:
        out[name] = _whole(arrays, name)
    for node in graph.node:
        name = node.input[1] if node.op_type in _PRODUCTS else ""
        if name.startswith("onnx::"):
            matrix = _whole(arrays, name.removesuffix("_quantized")) if name.endswith("_quantized") else arrays[name]
            module = node.name.strip("/").removesuffix("_quant").removesuffix("/MatMul")
            out[module.replace("/", ".") + ".weight"] = matrix.T
    return {k: torch.from_numpy(np.array(v, dtype=np.float32)) for k, v in out.items()}


def _whole(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    """A quantized matrix as floats."""
    zero, scale = arrays[f"{name}_zero_point"].astype(np.float32), arrays[f"{name}_scale"]
    return (arrays[f"{name}_quantized"].astype(np.float32) - zero) * scale


def network(data: Path) -> dict[str, Tensor]:
    """The state of the network in a folder of shipped data."""
    card = json.loads((data / "card.json").read_text("utf8"))
    out = weights(data / "encoder.onnx")
    weight, bias = out.pop("heads.weight"), out.pop("heads.bias")
    for name, (start, end) in card["columns"].items():
        side, task = name.split(".")
        module = f"tagging.{task}" if side == "tag" else f"{side}.{task}"
        out |= {f"{module}.weight": weight[start:end].clone(), f"{module}.bias": bias[start:end].clone()}
    with np.load(data / "pairs.npz", allow_pickle=False) as forms:
        out |= {f"forms.{task}": torch.from_numpy(forms[task].astype(np.float32)) for task in PAIRS}
    return out


def main() -> None:
    """Write OUT.pt and its tokenizer, in the form of training.train_encoder."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("out", type=Path)
    ask.add_argument("--data", type=Path, default=DATA)
    args = ask.parse_args()
    vocabulary = Tokenizer.from_file(str(PRETRAINED / "tokenizer.json"))
    pruned = Tokenizer.from_file(str(args.data / "tokenizer.json"))
    pieces = sorted(pruned.get_vocab().items(), key=lambda item: item[1])
    kept = torch.tensor([vocabulary.token_to_id(piece) for piece, _ in pieces])
    torch.save({"model": network(args.data), "kept": kept, "held_out": []}, args.out)
    shutil.copy(args.data / "tokenizer.json", args.out.with_suffix(".tokenizer.json"))


if __name__ == "__main__":
    main()
