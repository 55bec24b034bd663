"""JSON Schema of the report format, generated from the models, so that it cannot differ from them."""

from __future__ import annotations

from typing import Any

from whosays.model.kinds import kinds
from whosays.model.report import FORMAT, Report


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report as ``whosays read`` prints it."""
    schema = Report.model_json_schema(by_alias=True, mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = FORMAT
    schema["$defs"]["Event"]["properties"]["kind"]["enum"] = list(kinds())
    return schema
