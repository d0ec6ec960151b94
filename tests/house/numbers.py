"""How long the product's functions and files are; `python -m tests.house.numbers` prints it in one line."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "workflow", "sources", "notifications", "tasks", "web", "cli", "sandbox")
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """One function or method: where it stands and its lines of code, blank lines and docstring not counted."""

    place: str
    node: FunctionNode
    lines: int


def product_files() -> list[Path]:
    """Return every Python file of the product's rooms (migrations are written by Alembic and not measured)."""
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def test_files() -> list[Path]:
    """Return every Python file of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


def line_count(path: Path) -> int:
    """Return how many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def name_of(path: Path) -> str:
    """Return a file's path as seen from the project's root."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a file, inner ones too."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, FunctionNode):
            yield Function(f"{name_of(path)}:{node.lineno} {node.name}", node, _length(node, lines))


def _length(node: FunctionNode, lines: list[str]) -> int:
    docstring = node.body[0] if ast.get_docstring(node) is not None else None
    told = range(docstring.lineno, (docstring.end_lineno or 0) + 1) if docstring else range(0)
    numbers = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return sum(1 for number in numbers if number not in told and lines[number - 1].strip())


def summary() -> str:
    """Return one line: median, 90th percentile and maximum of the functions, median and maximum of the files."""
    long = [function.lines for path in product_files() for function in functions(path)] or [0]
    files = [count for count in map(line_count, product_files()) if count > 1] or [0]
    ninth = quantiles(long, n=10)[-1] if len(long) > 1 else long[0]
    return (
        f"{len(long)} functions: median {median(long):.0f}, p90 {ninth:.0f}, longest {max(long)} lines; "
        f"{len(files)} files: median {median(files):.0f}, longest {max(files)} lines"
    )


if __name__ == "__main__":
    print(summary())  # noqa: T201  (this is what the command is for)
