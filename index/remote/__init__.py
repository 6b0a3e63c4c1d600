"""The same index in Milvus, beyond what one machine holds; see the README of this folder."""

from __future__ import annotations

import os

SCHEME = "milvus"


def is_address(place: str | os.PathLike[str]) -> bool:
    """Tell whether a place is the address of an index on a server, rather than a folder.

    This alone is asked of every index; all else here is imported only where it is so.
    """
    # A path folds the two slashes to one.
    return str(os.fspath(place))[: len(SCHEME) + 2].lower() == f"{SCHEME}:/"


def shown(place: str | os.PathLike[str]) -> str:
    """Return a place as it is shown."""
    text = str(os.fspath(place))
    if not is_address(place):
        return text
    return f"{SCHEME}://{text[len(SCHEME) + 1 :].lstrip('/')}"
