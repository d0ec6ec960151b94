"""Why a document is refused, in a sentence that names the place."""

from pydantic_core import ErrorDetails

from workflow.invoices.numerals import shorten

_LONGEST_PLACE = 100


def sentence_of(error: ErrorDetails) -> str:
    """Say what is wrong and where: `lines[2].amount: …`, in one line."""
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"]).lstrip(".")
    place = shorten(place) if len(place) > _LONGEST_PLACE or not place.isprintable() else place
    given = shorten(str(error["input"]))
    match error["type"]:
        case "missing":
            what = "is required"
        case "extra_forbidden":
            what = "is no field of the invoice document"
        case "enum":
            what = f"must be {error['ctx']['expected']}, not {given}"
        case "value_error":
            what = str(error["ctx"]["error"])
        case "string_type":
            what = "must be a string"
        case "tuple_type":
            what = "must be a list"
        case "model_type":
            what = "must be an object"
        case _:
            what = error["msg"]
    return f"{place or 'the document'}: {what}."
