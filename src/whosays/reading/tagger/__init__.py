"""The learned tagger: one small encoder, run once a document by ONNX Runtime, with a head for each task.

The weights lie in ``data/`` (ONNX encoder with its heads, pair forms as plain arrays, no pickle).
``data/card.json`` names the labels and the digest of the encoder; docs/model-card.md tells what it was trained on
and how good it is.
"""

from whosays.reading.tagger.encoder import Tagger

__all__ = ["Tagger"]
