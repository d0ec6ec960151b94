"""A real Redis that holds nothing on disk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.servers.installed import redis_binary
from tests.servers.keeper import Order
from tests.servers.running import server


@contextmanager
def running_redis(binary: Path | None = None, options: Sequence[str] = ()) -> Iterator[str]:
    """Yield the URL of an empty Redis of its own (database 0), made from `binary` or the preferred one."""
    chosen = binary or redis_binary()

    def prepare(_folder: Path, port: int) -> Order:
        command = [str(chosen), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        return {"steps": [], "server": [*command, *options], "user": None, "group": None}

    with server(prepare, _answers) as port:
        yield _url(port)


def _url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def _answers(port: int) -> bool:
    try:
        with Redis.from_url(_url(port)) as client:
            return bool(client.ping())
    except RedisError:
        return False
