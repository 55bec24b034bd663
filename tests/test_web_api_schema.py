"""The API's description is true: schemathesis makes requests from it and holds every answer against it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import load_all_checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from tests.web_ledgers import fill
from whosays.web.app import create_app
from whosays.web.settings import Settings

load_all_checks()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    location = fill(str(tmp_path_factory.mktemp("api") / "war.db"))
    app = create_app(Settings(ledger=location, hosts=("testserver",)))
    with TestClient(app):
        found = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
        found.config.phases.coverage.enabled = False
        # a stream without end; adding texts loads the language pipeline (tests/test_web_api.py does)
        yield found.exclude(path="/api/v1/live").exclude(path="/api/v1/documents", method="POST")


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_answers_are_as_described(api: schemathesis.BaseSchema, mode: GenerationMode) -> None:
    operations = [found.ok() for found in api.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=3, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        def holds(case: schemathesis.Case) -> None:
            # a decision that fits the description may still not fit the ledger: 422 says why
            writes = [] if case.method == "GET" else [positive_data_acceptance]
            case.call_and_validate(excluded_checks=writes, timeout=120)  # names are left out by a language model

        try:
            holds()
        except Unsatisfiable:  # nothing can be wrong with a request that has no parameters
            assert mode is GenerationMode.NEGATIVE


def test_everything_that_answers_is_described(api: schemathesis.BaseSchema) -> None:
    paths = set(api.raw_schema["paths"])
    wanted = {
        "incidents", "incidents/{id}", "accounts", "documents", "documents/{id}", "documents/{id}/text",
        "documents/{id}/report", "claims", "tally", "search", "checks", "decisions", "decisions/{number}/undo",
        "export", "live", "queue", "sources", "timeline", "cells", "facets", "totals", "me",
    }  # fmt: skip
    assert {f"/api/v1/{p}" for p in wanted} <= paths
    for path, operations in api.raw_schema["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), (method, path)
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], (path, status)


def test_what_the_ledger_holds_is_as_described(api: schemathesis.BaseSchema) -> None:
    with TestClient(api.app) as client:  # type: ignore[attr-defined]
        incident = client.get("/api/v1/incidents").json()["items"][0]["id"]
        document = client.get("/api/v1/documents").json()["items"][0]["id"]
    asked = 0
    for path, operations in api.raw_schema["paths"].items():
        if "get" in operations and "{" in path:
            held = {"name": "Mayor of Arda", "id": document if "/documents/" in path else incident}
            names = [n for n in held if "{" + n + "}" in path]
            case = api[path]["GET"].Case(path_parameters={n: held[n] for n in names})  # type: ignore[index]
            answer = case.call_and_validate()
            assert answer.status_code == 200, (path, answer.text)
            asked += 1
    assert asked >= 9
