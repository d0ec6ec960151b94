"""Short functions, short files, imports at the top, one clock."""

import ast
from pathlib import Path

import pytest

from tests.house import numbers
from tests.house.numbers import functions, line_count, name_of, product_files

LONGEST_FILE = 250
LONGEST_TEST_FILE = 400
LONGEST_FUNCTION = 45
LONGEST_TASK = 10
CLOCK = "config/clock.py"
DAYS = {"today", "tomorrow", "yesterday"}
CLOCK_READS = {
    "datetime": {"now", "utcnow", "today"},
    "DateTime": {"now", "utcnow", "today"},
    "date": DAYS,
    "Date": DAYS,
    "pendulum": {"now", *DAYS},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}


def test_no_file_is_too_long() -> None:
    limits = dict.fromkeys(numbers.test_files(), LONGEST_TEST_FILE) | dict.fromkeys(product_files(), LONGEST_FILE)
    assert not [f"{name_of(path)}: {line_count(path)}" for path, limit in limits.items() if line_count(path) > limit]


def test_no_function_is_too_long() -> None:
    found = [function for path in product_files() for function in functions(path)]
    assert not [f"{function.place}: {function.lines}" for function in found if function.lines > LONGEST_FUNCTION]


def test_a_celery_task_only_calls_what_can_be_tested_without_celery() -> None:
    tasks = [function for path in product_files() for function in functions(path) if is_task(function.node)]
    assert not [f"{function.place}: {function.lines}" for function in tasks if function.lines > LONGEST_TASK]


def test_no_function_imports() -> None:
    inside = (ast.Import, ast.ImportFrom)
    found = [function for path in product_files() for function in functions(path)]
    assert not [one.place for one in found if any(isinstance(node, inside) for node in ast.walk(one.node))]


def test_only_one_file_reads_a_clock() -> None:
    assert not [read for path in product_files() if name_of(path) != CLOCK for read in clock_reads(path)]


@pytest.mark.parametrize(
    "line",
    ["pendulum.now('UTC')", "datetime.datetime.now()", "from time import time", "key = date.today", "time.time()"],
)
def test_it_sees_a_clock_read(line: str) -> None:
    assert any(reads_clock(node) for node in ast.walk(ast.parse(line)))


@pytest.mark.parametrize("line", ["clock.now()", "time.monotonic()", "datetime.time(9)", "row.time", "now()"])
def test_it_lets_other_things_be(line: str) -> None:
    assert not any(reads_clock(node) for node in ast.walk(ast.parse(line)))


def is_task(node: numbers.FunctionNode) -> bool:
    """Return whether a function is decorated as a Celery task."""
    called = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return any(ast.unparse(one).rpartition(".")[2] in {"task", "shared_task"} for one in called)


def clock_reads(path: Path) -> list[str]:
    """Return the places of a file where it reads a clock, or takes hold of one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [f"{name_of(path)}: {ast.unparse(node)}" for node in ast.walk(tree) if reads_clock(node)]


def reads_clock(node: ast.AST) -> bool:
    """Return whether a node is `pendulum.now`, `datetime.now`, `time.time` and their like, or imports one by name."""
    if isinstance(node, ast.Attribute):
        return node.attr in CLOCK_READS.get(ast.unparse(node.value).rpartition(".")[2], ())
    if isinstance(node, ast.ImportFrom) and node.module in {"time", "pendulum"}:
        return any(name.name in CLOCK_READS[node.module] for name in node.names)
    return False
