"""Bodies of requests taken whole, in time and within a size, before the request gets a place."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive

#: Seconds for a body to arrive whole; a question takes a fraction of one on the slowest line.
PATIENCE = 15.0


class TooSlow(Exception):
    """The body was not there in time."""


class TooLarge(Exception):
    """The body is larger than allowed."""


async def whole(receive: Receive, limit: int, patience: float | None = None) -> Receive:
    """What gives the body again that is now here in full; later messages come as they do.

    Whoever sends half a question would otherwise keep a place for as long as they like, and a few
    of them all places.

    Args:
        receive: of the request.
        limit: bytes that are taken at most.
        patience: seconds to wait; by default ``PATIENCE``.

    Raises:
        TooSlow: it was not there in time.
        TooLarge: it is larger than ``limit``.
    """
    held: list[Message] = []
    size = 0
    try:
        async with asyncio.timeout(PATIENCE if patience is None else patience):
            while not held or held[-1].get("more_body"):
                held.append(await receive())
                size += len(held[-1].get("body", b""))
                if size > limit:
                    raise TooLarge
    except TimeoutError as error:
        raise TooSlow from error
    held.reverse()

    async def again() -> Message:
        return held.pop() if held else await receive()

    return again
