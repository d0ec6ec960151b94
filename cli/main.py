"""The `countersign` command: what there is to type, and in which module it is."""

import typer

from cli.command import Commands

app = typer.Typer(
    cls=Commands,
    help="Gets every vendor invoice reviewed by the right people before its payment deadline.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def countersign() -> None:
    """Stand for the group itself: its commands are found by `Commands`."""


def main() -> None:
    """Run the command that was typed."""
    app()


if __name__ == "__main__":
    main()
