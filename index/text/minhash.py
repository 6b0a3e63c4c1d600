"""MinHash signatures: how alike two texts are, compared without the texts.

A signature estimates which share of the runs of three words two texts have in common (Broder, "On
the resemblance and containment of documents", 1997): 64 minima of hashes by datasketch, of which
one byte each is kept (Li and König, "b-Bit Minwise Hashing", 2010). Made in builds; comparing
needs only numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIGNATURE_BYTES = 64
"""Its standard error is at most 1 / (2 * sqrt(64)) = .06."""

RUN = 3
"""Words hashed together: single words do not tell texts of one subject apart."""

_SEED = 1
_SCHEME = "affine32"


def sign(words: Sequence[str]) -> Any:
    """Return the full signature of a text's words, to be kept with `kept` or joined with `join`."""
    runs = [" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))]
    made = _empty().copy()
    made.update_batch([run.encode("utf-8", "surrogatepass") for run in dict.fromkeys(runs)])
    return made


def join(parts: Sequence[Any]) -> Any:
    """Return the full signature of several texts as one."""
    made = _empty().copy()
    for part in parts:
        made.merge(part)
    return made


def kept(signatures: Sequence[Any]) -> NDArray[np.uint8]:
    """Return what is stored of full signatures: `(n, SIGNATURE_BYTES)` uint8."""
    rows = [(made.hashvalues & 0xFF).astype(np.uint8) for made in signatures]
    return np.array(rows, np.uint8).reshape(-1, SIGNATURE_BYTES)


def likeness(one: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Estimate the shares of runs of words that texts have in common.

    Args:
        one: `(..., SIGNATURE_BYTES)` uint8.
        others: `(..., SIGNATURE_BYTES)` uint8, of a shape that numpy fits to the other.

    Returns:
        `(...)` float32, about 0 for nothing in common, 1 for all. One byte in 256 agrees by chance,
        which is taken off.
    """
    bits = np.packbits(others == one, axis=-1).view(np.uint64)[..., 0]  # counted 2.5 times as fast
    equal = np.bitwise_count(bits).astype(np.float32) / SIGNATURE_BYTES
    return np.asarray((equal - 1 / 256) / (1 - 1 / 256), np.float32)


@cache
def _empty() -> Any:
    from datasketch import MinHash  # takes half a second: only builds need it

    return MinHash(num_perm=SIGNATURE_BYTES, seed=_SEED, scheme=_SCHEME)
