from __future__ import annotations

from typing import Any

import pytest

from loopgate import AsyncLoopgateClient, LoopgateClient, NotApproved, gate
from tests.conftest import Person


def test_a_gated_function_runs_after_a_yes(client: LoopgateClient, person: Person, question: str) -> None:
    @gate(client=client, session_id="py", client_id="py-client", message=question)
    def refund(order: str, amount: float = 10) -> str:
        """Pays money back."""
        return f"{order}: {amount}"

    person.answers(question, kind="approve")
    assert refund("A-1") == "A-1: 10"


def test_it_runs_with_what_the_person_changed(client: LoopgateClient, person: Person, question: str) -> None:
    @gate(client=client, session_id="py", client_id="py-client", message=question)
    def refund(order: str, amount: float, **more: Any) -> tuple[str, float, dict[str, Any]]:
        return order, amount, more

    person.answers(question, kind="edit", arguments={"order": "A-1", "amount": 5, "note": "half"})
    assert refund("A-1", amount=50) == ("A-1", 5, {"note": "half"})


def test_it_does_not_run_after_a_no(client: LoopgateClient, person: Person, question: str) -> None:
    ran: list[str] = []

    @gate(client=client, session_id="py", client_id="py-client", message=question)
    def drop(table: str) -> None:
        ran.append(table)

    person.answers(question, kind="reject", reason="keep it")
    with pytest.raises(NotApproved, match="keep it") as refused:
        drop("users")
    assert ran == []
    assert refused.value.answer["decision"]["outcome"] == "reject"


def test_it_does_not_run_when_nobody_answers(client: LoopgateClient, question: str) -> None:
    ran: list[int] = []

    @gate(client=client, session_id="py", client_id="py-client", message=question, timeout_seconds=1)
    def act() -> None:
        ran.append(1)

    with pytest.raises(NotApproved, match="Nobody answered"):
        act()
    assert ran == []


def test_it_does_not_run_when_the_gate_cannot_be_reached() -> None:
    @gate(client=LoopgateClient("http://127.0.0.1:9"))
    def act() -> None:
        raise AssertionError("it ran")

    with pytest.raises(Exception, match="No answer"):
        act()


def test_small_things_are_not_asked_about(client: LoopgateClient) -> None:
    @gate(client=client, when=lambda arguments: arguments["amount"] > 100)
    def refund(amount: float) -> float:
        return amount

    assert refund(5) == 5


def test_what_is_no_json_cannot_be_shown_and_so_does_not_run(client: LoopgateClient) -> None:
    @gate(client=client)
    def act(thing: object) -> None:
        raise AssertionError("it ran")

    with pytest.raises(TypeError, match="not JSON"):
        act(object())


async def test_a_coroutine_function_stays_one(url: str, person: Person, question: str) -> None:
    async with AsyncLoopgateClient(url) as client:

        @gate(client=client, session_id="py", client_id="py-client", message=question)
        async def deploy(version: str) -> str:
            return version

        person.answers(question, kind="approve")
        assert await deploy("2.1.0") == "2.1.0"


def test_it_keeps_its_name_and_its_types() -> None:
    @gate
    def act(amount: int) -> int:
        """Acts."""
        return amount

    assert (act.__name__, act.__doc__) == ("act", "Acts.")


def test_what_changed_while_a_person_looked_does_not_run(client: LoopgateClient, person: Person, question: str) -> None:
    ran: list[Any] = []

    class Changing(LoopgateClient):
        """Somebody writes into the arguments while the person looks at them."""

        def ask(self, request: dict[str, Any]) -> Any:
            answer = client.ask(request)
            order["paths"].append("/")
            return answer

    @gate(client=Changing(), session_id="py", client_id="py-client", message=question)
    def remove(order: dict[str, Any]) -> None:
        ran.append(order)

    order = {"paths": ["build"]}
    person.answers(question, kind="approve")
    with pytest.raises(TypeError, match="changed while a person looked"):
        remove(order)
    assert ran == []


def test_an_argument_is_not_hidden_behind_another_of_its_name() -> None:
    @gate(client=LoopgateClient("http://127.0.0.1:9"))
    def remove(path: str, /, **more: Any) -> None:
        raise AssertionError("it ran")

    with pytest.raises(TypeError, match="path twice"):
        remove("/", path="build")


def test_only_a_method_hides_what_it_is_called_on() -> None:
    @gate(client=LoopgateClient("http://127.0.0.1:9"))
    def remove(where: str, self: str = "") -> None:
        raise AssertionError("it ran")

    with pytest.raises(TypeError, match="not JSON"):
        remove("build", self=object())  # type: ignore[arg-type]


def test_names_that_would_fall_together_are_not_json() -> None:
    @gate(client=LoopgateClient("http://127.0.0.1:9"))
    def remove(paths: dict[Any, str]) -> None:
        raise AssertionError("it ran")

    with pytest.raises(TypeError, match="not JSON"):
        remove({1: "/", "1": "build"})
