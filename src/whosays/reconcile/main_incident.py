"""The main incident of a document: one range of killed and injured where a narrative weighs several sources."""

from __future__ import annotations

from whosays.model import Report


def with_main_incident(report: Report) -> Report:
    """The report with its main incident, or unchanged where it has none."""
    return report
