"""Turn the trained branch for role fillers into what the package ships: one int8 ONNX file beside the encoder.

python -m training.export_fillers IN.pt --start mean.pt [--out src/whosays/reading/tagger/data]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.export_encoder import ROOT
from training.fillers import branch


def main() -> None:
    """Write fillers.onnx."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("model", type=Path)
    ask.add_argument("--start", type=Path, required=True)
    ask.add_argument("--out", type=Path, default=ROOT / "src" / "whosays" / "reading" / "tagger" / "data")
    args = ask.parse_args()
    weights = torch.load(args.model, weights_only=True)["model"]
    net = branch(args.start, len({name.split(".")[1] for name in weights if name.startswith("layers.")}))
    net.load_state_dict(weights)
    net.eval()
    width = net.own.in_features
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "fillers.onnx"
        torch.onnx.export(
            net, (torch.ones(1, 24, width), torch.ones(1, width)), str(full),
            input_names=["hidden", "about"], output_names=["logits"],
            dynamic_axes={"hidden": {1: "n"}, "logits": {1: "n"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(full, args.out / "fillers.onnx", weight_type=QuantType.QInt8, per_channel=True,
                         reduce_range=True, nodes_to_exclude=["/out/MatMul"])  # fmt: skip
    print(f"fillers.onnx\t{(args.out / 'fillers.onnx').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
