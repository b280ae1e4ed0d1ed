"""``@gate``: a function that runs only after a person said yes to exactly this call."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar, cast, overload

from .asking import as_json, awaited, blocking
from .async_client import AsyncLoopgateClient
from .client import LoopgateClient
from .errors import NotApproved
from .messages import Answer, Risk

P = ParamSpec("P")
R = TypeVar("R")


@overload
def gate(function: Callable[P, R], /) -> Callable[P, R]: ...


@overload
def gate(
    *,
    client: LoopgateClient | AsyncLoopgateClient | None = None,
    session_id: str | None = None,
    client_id: str = "python",
    when: Callable[[dict[str, Any]], bool] | None = None,
    message: str | None = None,
    risk: Risk | None = None,
    timeout_seconds: int | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def gate(
    function: Callable[..., Any] | None = None,
    /,
    *,
    client: LoopgateClient | AsyncLoopgateClient | None = None,
    session_id: str | None = None,
    client_id: str = "python",
    when: Callable[[dict[str, Any]], bool] | None = None,
    message: str | None = None,
    risk: Risk | None = None,
    timeout_seconds: int | None = None,
) -> Any:
    """Asks a person before each call, or before those for which ``when`` of its arguments is true.

    The arguments are shown as JSON, so they must be JSON. A person may correct them: the function then runs with what
    was approved. Without a yes it does not run, and ``NotApproved`` is raised. Coroutine functions stay such.
    """

    def gated(inner: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(inner)

        def request(call: inspect.BoundArguments) -> dict[str, Any]:
            return {
                "session_id": session_id or client_id,
                "client_id": client_id,
                "message": message or f"May {inner.__name__} run?",
                "action": {
                    "name": inner.__name__,
                    "arguments": as_json(inner.__name__, named(call)),
                    **({"description": inspect.cleandoc(inner.__doc__)[:2000]} if inner.__doc__ else {}),
                },
                "allowed_decisions": ["approve", "edit"],
                "risk": risk,
                "timeout_seconds": timeout_seconds,
            }

        def bound(args: tuple[Any, ...], kwargs: dict[str, Any]) -> inspect.BoundArguments:
            call = signature.bind(*args, **kwargs)
            call.apply_defaults()
            return call

        def needs_asking(call: inspect.BoundArguments) -> bool:
            return when is None or when(named(call))

        if inspect.iscoroutinefunction(inner):

            @functools.wraps(inner)
            async def asked_first(*args: Any, **kwargs: Any) -> Any:
                call = bound(args, kwargs)
                if needs_asking(call):
                    asked = request(call)
                    async with awaited(client) as asking:
                        apply(call, await asking.ask(asked), asked["action"])
                return await cast("Awaitable[Any]", inner(*call.args, **call.kwargs))

            return asked_first

        @functools.wraps(inner)
        def asked_first_blocking(*args: Any, **kwargs: Any) -> Any:
            call = bound(args, kwargs)
            if needs_asking(call):
                asked = request(call)
                with blocking(client) as asking:
                    apply(call, asking.ask(asked), asked["action"])
            return inner(*call.args, **call.kwargs)

        return asked_first_blocking

    return gated if function is None else gated(function)


def named(call: inspect.BoundArguments) -> dict[str, Any]:
    """The arguments by name, as the person sees them: those of ``**kwargs`` beside the others."""
    values: dict[str, Any] = {}
    for name, parameter in shown_parameters(call):
        if name not in call.arguments:
            continue
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            more = call.arguments[name]
            if twice := values.keys() & more.keys():
                raise TypeError(
                    f"The call has {', '.join(sorted(twice))} twice, and a person would be shown one alone."
                )
            values.update(more)
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            values[name] = list(call.arguments[name])
        else:
            values[name] = call.arguments[name]
    return values


def shown_parameters(call: inspect.BoundArguments) -> list[tuple[str, inspect.Parameter]]:
    """All but what a method is called on, which is its first."""
    parameters = list(call.signature.parameters.items())
    return parameters[1:] if parameters and parameters[0][0] in ("self", "cls") else parameters


def apply(call: inspect.BoundArguments, answer: Answer, shown: dict[str, Any]) -> None:
    """Puts what was approved in the place of what was asked; raises where it was not approved, or is another by now."""
    if answer["approved"] is not True:
        raise NotApproved(answer)
    decision = answer["decision"]
    if decision["outcome"] != "edit":
        if as_json(shown["name"], named(call)) != shown["arguments"]:
            raise TypeError(
                f"The arguments of {shown['name']} changed while a person looked at them, so it does not run."
            )
        return
    edited = dict(decision["arguments"] or {})
    for name, parameter in shown_parameters(call):
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            call.arguments[name], edited = edited, {}
        elif name in edited:
            value = edited.pop(name)
            call.arguments[name] = tuple(value) if parameter.kind is inspect.Parameter.VAR_POSITIONAL else value
        elif name in call.arguments:
            # The person took it out: the function's own default stands in, or the call cannot be made.
            del call.arguments[name]
    if edited:
        raise TypeError(f"The edited arguments hold what {', '.join(edited)} cannot be given to.")
    missing = [
        name
        for name, parameter in call.signature.parameters.items()
        if name not in call.arguments
        and parameter.default is inspect.Parameter.empty
        and parameter.kind not in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    ]
    if missing:
        raise TypeError(f"The edited arguments lack {', '.join(missing)}.")
    call.apply_defaults()
