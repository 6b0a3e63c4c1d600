"""Forms of an answer: JSON, or CSV where the request asks for it."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request

Form = Literal["json", "csv"]

MEDIA_TYPES: dict[Form, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
}


def form_of(request: Request, named: Form | None) -> Form:
    """Return the form of an answer.

    Args:
        request: Its Accept header counts where no form is named: CSV is sent to who names it,
            unless JSON is named and liked as well. What takes anything is sent JSON.
        named: By the parameter `format`.
    """
    if named is not None:
        return named
    liked: dict[str, float] = {}
    for item in ",".join(request.headers.getlist("accept")).split(","):
        kind, *parameters = (part.strip().lower() for part in item.split(";"))
        liked[kind] = max(liked.get(kind, 0.0), _quality(parameters))
    csv, json = liked.get("text/csv", 0.0), liked.get("application/json", 0.0)
    return "csv" if csv > json else "json"


def headers(form: Form, name: str) -> dict[str, str]:
    """Return the headers of an answer that could have been in another form.

    Args:
        form: Which it is.
        name: What a table is called where it is saved.
    """
    saved = {"Content-Disposition": f'attachment; filename="{name}.csv"'} if form == "csv" else {}
    return {"Vary": "Accept", **saved}


def _quality(parameters: list[str]) -> float:
    """Return how much a media type is liked, RFC 9110 12.4.2; what cannot be read is not."""
    given = next((value for value in parameters if value.startswith("q=")), "q=1")
    try:
        quality = float(given[2:])
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
