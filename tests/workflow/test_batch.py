"""What a stage says of a batch, and how a row that cannot be decided stands apart."""

from workflow.batch import Batch, Trouble, decide_each


def test_batches_add_up() -> None:
    trouble = Trouble("revision:1", "no")
    assert Batch(2) + Batch(3, (trouble,)) == Batch(5, (trouble,))


def test_a_row_that_cannot_be_decided_stands_apart_with_its_error() -> None:
    decided, ((item, error),) = decide_each([1, 0, 2], lambda number: 2 // number)
    assert (decided, item) == ([2, 1], 0)
    assert isinstance(error, ZeroDivisionError)
