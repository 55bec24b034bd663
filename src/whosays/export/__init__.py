"""Exports: incidents in the columns that teams already use, each with its sources and words."""

from whosays.export.write import FORMATS, export

__all__ = ["FORMATS", "export"]
