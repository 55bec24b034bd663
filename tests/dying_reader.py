"""A reader whose process dies of certain texts, for the tests of reading processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator

from whosays.errors import ModelError
from whosays.model import DocumentInfo, Generator, Report
from whosays.reading.document import Document


class Reader:
    """Takes texts as they are: «die», «killed» and «fail» do what they say."""

    def __init__(self, beside: bool = True) -> None:
        self.beside = beside

    def pipe(
        self, documents: Iterable[Document], on_error: Callable[[Document, Exception], None] | None = None
    ) -> Iterator[Report]:
        for document in documents:
            if document.text == "die":
                os._exit(3)
            if document.text == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if document.text == "raise":
                raise ValueError("raised\nin two lines")
            if document.text == "loud":
                print("not an answer")
                os.write(1, b"not an answer either")
            if document.text == "fail" and on_error is not None:
                on_error(document, ZeroDivisionError("by zero"))
                continue
            info = DocumentInfo(id=document.text, text_id=document.text, text=document.text)
            yield Report(generator=Generator(name=f"{os.getpid()} {self.beside}", version="1"), document=info)


def broken(beside: bool = True) -> Reader:
    """A reader that cannot be loaded, for a reason of ours."""
    raise ModelError("no model here")


def gone(beside: bool = True) -> Reader:
    """A reader whose loading ends the process."""
    os._exit(7)
