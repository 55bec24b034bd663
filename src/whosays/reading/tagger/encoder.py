"""Run the encoder over a document and give each token its probabilities."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from whosays.errors import ModelError
from whosays.reading import tags
from whosays.reading.tagger.fillers import HiddenFillers, Part
from whosays.reading.tagger.windows import Window, windows

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from spacy.tokens import Doc

DATA = Path(__file__).parent / "data"
LABELS = {
    "attribution": tags.ATTRIBUTION, "trigger": tags.TRIGGER, "status": tags.STATUS, "stance": tags.STANCE,
    "measure": tags.MEASURE, "place": tags.PLACE, "actor": tags.ACTOR, "role": tags.ROLE,
    "link": tags.LINK, "same": tags.SAME,
}  # fmt: skip
TAGGING = ("attribution", "trigger", "status", "stance", "measure", "place", "actor")
PAIRS = ("role", "link", "same")
_VIOLENT = [
    i for i, k in enumerate(tags.TRIGGER) if k.startswith(("attack", "killing", "abduction", "sabotage", "torture"))
]
_TELLS = 0.5
"""Least probability of a word of violence at which the branch for reports of attacks is run at once."""

_SLOWER = ["SkipLayerNormFusion"]  # on a CPU the sum and the norm apart take less time than its joint kernel


class Tagger:
    """The encoder with its heads. Raises ModelError where the data are missing or do not fit this version."""

    def __init__(self, folder: Path = DATA, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        try:
            card = json.loads((folder / "card.json").read_text(encoding="utf8"))
            labels = {k: tuple(v) for k, v in card["labels"].items()}
            self._length = int(card["length"])
            self._columns = {k: slice(*v) for k, v in card["columns"].items()}
            self._width = max(end for _, end in card["columns"].values())
            self._folder = folder
            with np.load(folder / "pairs.npz", allow_pickle=False) as forms:
                self._forms = {task: forms[task].astype(np.float32).transpose(1, 0, 2).copy() for task in PAIRS}
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._threads = threads
            self._session = _session(folder / "encoder.onnx", threads)
        except Exception as error:  # the runtime raises its own classes for a file that is cut short or not ONNX
            raise ModelError(f"the encoder in {folder} cannot be loaded ({error}); install whosays again") from error
        if labels != LABELS:
            wrong = sorted(k for k in LABELS if labels.get(k) != LABELS[k])
            raise ModelError(f"the encoder in {folder} has other labels than this version: {', '.join(wrong)}")
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cls = self._tokenizer.token_to_id("[CLS]")
        self._sep = self._tokenizer.token_to_id("[SEP]")
        self.name = f"{card['name']}/{card['sha256'][:12]}"

    def tag(self, doc: Doc) -> tags.Tags:
        """The tags of one document; needs its tokens only, not its parse."""
        return self.tag_words([t.text for t in doc])

    def tag_words(self, words: list[str]) -> tags.Tags:
        """The tags of a document given as the texts of its tokens (white space tokens too)."""
        columns, parts = self._read(words)
        probabilities = {task: _softmax(columns[:, self._columns[f"tag.{task}"]]) for task in TAGGING}
        blank = ~columns.any(axis=1)
        for table in probabilities.values():
            table[blank] = np.eye(1, table.shape[1], dtype=np.float32)
        left = {task: _projected(columns[:, self._columns[f"left.{task}"]]) for task in PAIRS}
        right = {task: _projected(columns[:, self._columns[f"right.{task}"]]) for task in PAIRS}
        fillers = HiddenFillers(parts, len(words), self._fill)
        if probabilities["trigger"][:, _VIOLENT].sum(axis=1).max(initial=0.0) >= _TELLS:
            _ = fillers.probabilities  # now, in the thread that runs beside the parse
        return tags.Tags(pairs=tags.Pairs(left, right, self._forms), fillers=fillers, **probabilities)

    @cached_property
    def _branch(self) -> InferenceSession:
        path = self._folder / "fillers.onnx"
        try:
            return _session(path, self._threads)
        except Exception as error:
            raise ModelError(f"{path} cannot be loaded ({error}); install whosays again") from error

    def _fill(self, hidden: NDArray[np.float32], about: NDArray[np.float32]) -> NDArray[np.float32]:
        return self._branch.run(None, {"hidden": hidden, "about": about})[0][0]  # type: ignore[no-any-return]

    def _read(self, words: list[str]) -> tuple[NDArray[np.float32], list[Part]]:
        """(tokens, columns): what the network makes of each token (its first piece); zeros for white space."""
        out = np.zeros((len(words), self._width), dtype=np.float32)
        parts: list[Part] = []
        if not words:
            return out, parts
        code = self._tokenizer.encode(words, is_pretokenized=True, add_special_tokens=False)
        pieces: list[list[int]] = [[] for _ in words]
        for piece, word in zip(code.ids, code.word_ids, strict=True):
            if word is not None and len(pieces[word]) < 20:
                pieces[word].append(piece)
        for window in windows(words, [len(p) for p in pieces], self._length - 2):
            self._run(window, pieces, out, parts)
        return out, parts

    def _run(self, window: Window, pieces: list[list[int]], out: NDArray[np.float32], parts: list[Part]) -> None:
        ids, first, kept = [self._cls], [], []
        for i in range(window.context, window.end):
            if pieces[i]:
                if i >= window.start:
                    first.append(len(ids))
                    kept.append(i)
                ids.extend(pieces[i])
        if not kept:
            return
        ids.append(self._sep)
        columns, hidden = self._session.run(["columns", "hidden"], {"pieces": np.asarray([ids], dtype=np.int64)})
        out[kept] = columns[0][first]
        parts.append(Part(kept, first, hidden[0]))


def _session(path: Path, threads: int) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
    )


def _projected(columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """One side of a biaffine form: the vectors of its words and a one."""
    return np.hstack([np.tanh(columns), np.ones((len(columns), 1), dtype=np.float32)])


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    e = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return (e / e.sum(axis=1, keepdims=True)).astype(np.float32)
