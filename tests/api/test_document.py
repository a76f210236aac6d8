"""The OpenAPI document is the truth: each example in it is taken, each answer fits it, each problem is described."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from pydantic import TypeAdapter

from accounts.record import new_id
from tests.api.world import Office
from web.api.problems import ProblemShown


def document(office: Office) -> dict[str, Any]:
    return httpx2.get(f"{office.serving.url}/openapi.json").json()  # type: ignore[no-any-return]  # a document


def operations(told: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, one) for path, methods in told["paths"].items() for method, one in methods.items()]


def test_every_example_in_the_document_is_taken(office: Office) -> None:
    told = document(office)
    sent = 0
    for method, path, operation in operations(told):
        examples = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
        assert examples or method != "post", f"{path} has no example"
        for name, example in examples.items():
            client = office.client(f"k{sent}")
            if "{endpoint}" in path:
                made = client.post("/webhooks", json={"url": "https://integrator.example/duly"}).json()["endpoint"]
                path = path.replace("{endpoint}", made["id"])
            headers = {"Idempotency-Key": new_id()}
            answer = client.request(method, path, json=example["value"], headers=headers)
            assert answer.status_code in (200, 201), f"{path}, {name}: {answer.text}"
            assert str(answer.status_code) in operation["responses"]
            sent += 1
    assert sent >= 12


def test_every_operation_describes_its_answer_its_problems_and_what_it_is_for(office: Office) -> None:
    told = document(office)
    assert told["openapi"].startswith("3.1")
    assert told["servers"] == [{"url": "/api/v1"}]
    assert told["security"] == [{"key": []}]
    for method, path, operation in operations(told):
        assert operation["summary"], path
        assert operation["description"], path
        assert {"401", "403", "422", "429"} <= set(operation["responses"]), path
        for status, response in operation["responses"].items():
            if status >= "400":
                ((kind, content),) = response["content"].items()
                assert kind == "application/problem+json", (method, path, status)
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_reference_in_the_document_leads_somewhere(office: Office) -> None:
    told = document(office)

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            return [v for k, v in part.items() if k == "$ref"] + [r for v in part.values() for r in references(v)]
        return [r for v in part for r in references(v)] if isinstance(part, list) else []

    found = set(references(told))
    assert len(found) > 20
    for reference in found:
        assert reference.removeprefix("#/components/schemas/") in told["components"]["schemas"], reference


def test_the_pages_of_people_are_no_part_of_the_document(office: Office) -> None:
    assert all("console" not in path and "twilio" not in path for path in document(office)["paths"])


@pytest.mark.parametrize("path", ["/nothing", "/consumers/1", "/disputes?limit=0"])
def test_every_problem_fits_its_description(office: Office, path: str) -> None:
    for client in (office.bare(), office.client()):
        told = client.get(path)
        assert TypeAdapter(ProblemShown).validate_json(told.text).status == told.status_code


def test_operators_see_health_readiness_and_figures(office: Office) -> None:
    url = office.serving.url
    assert httpx2.get(f"{url}/health").json() == {"status": "alive"}
    assert httpx2.get(f"{url}/ready").json() == {"ready": True, "lacks": []}
    assert httpx2.get(f"{url}/metrics").status_code == 401
    key = office.key("prometheus", ("read",))
    told = httpx2.get(f"{url}/metrics", headers={"Authorization": f"Bearer {key}"})
    assert told.headers["content-type"].startswith("text/plain")
    assert "duly_ledger_records " in told.text
    assert "duly_attempts_in_doubt 0.0" in told.text
    assert (
        httpx2.get(f"{url}/metrics", headers={"Authorization": f"Bearer {office.key('d', ('decide',))}"}).status_code
        == 403
    )


def test_a_ledger_whose_seal_is_not_ours_is_not_ready(office: Office) -> None:
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE ledger_head SET mac = 'forged'")
    answer = httpx2.get(f"{office.serving.url}/ready")
    assert answer.status_code == 503
    assert "DULY_DATA_KEY" in answer.json()["lacks"][0]


def test_without_its_tables_it_is_alive_and_not_ready(office: Office) -> None:
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE ledger_head")
    assert httpx2.get(f"{office.serving.url}/health").status_code == 200
    answer = httpx2.get(f"{office.serving.url}/ready")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
