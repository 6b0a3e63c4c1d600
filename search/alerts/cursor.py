"""Cursor of an alert: up to which generation it was told what is new, kept in the index's folder.

INDEX/alerts/ID.json     the generation, and beside it the query and command that it is of
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import storage_errors

ALERTS = "alerts"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where an alert keeps how far it is.

    Attributes:
        index_dir: Of the index.
        alert: Its id.
    """

    index_dir: Path
    alert: str

    @property
    def path(self) -> Path:
        return self.index_dir / ALERTS / f"{self.alert}.json"

    def read(self) -> int | None:
        """Return the generation; None of a new alert, 0 where what is written cannot be read."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))["generation"]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return 0  # rather tell something twice than not at all
        return found if type(found) is int and found >= 0 else 0

    def move(self, generation: int, of: dict[str, Any]) -> None:
        """Write that all up to a generation was told, durably and at one instant.

        Args:
            generation: The last one that was looked at.
            of: What the alert is, for who looks into the file.

        Raises:
            StorageError: It cannot be written.
        """
        text = json.dumps({"generation": generation, **of}, indent=1)
        new = self.path.with_suffix(f".{os.getpid()}.new")
        with storage_errors(self.index_dir):
            self.path.parent.mkdir(exist_ok=True)
            with new.open("w", encoding="ascii") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
