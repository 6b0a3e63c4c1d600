"""Metrics of the service for Prometheus, in a registry of their own."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from search.service.limits import MAX_BATCH

MEDIA_TYPE = CONTENT_TYPE_LATEST

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Counts and times of one service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = Counter(
            "seedsearch_requests",
            "Requests by method, route and status.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "seedsearch_request_seconds",
            "From the first byte of a request read to the last byte of its answer handed over.",
            ["route"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._batch = Histogram(
            "seedsearch_batch_size",
            "Searches answered together.",
            buckets=(*range(1, MAX_BATCH + 1),),
            registry=self._registry,
        )

    def watch(
        self,
        *,
        generation: Callable[[], float],
        articles: Callable[[], float],
        paragraphs: Callable[[], float],
        ready: Callable[[], float],
        waiting: Callable[[], float],
    ) -> None:
        """Add figures that are read when they are asked for."""
        for name, description, read in (
            ("generation", "Generation of the index that answers.", generation),
            ("articles", "Articles in it.", articles),
            ("paragraphs", "Paragraphs in it.", paragraphs),
            ("ready", "1 while it is the current one, 0 where that cannot be read.", ready),
            ("waiting", "Requests that wait for the engine.", waiting),
        ):
            Gauge(f"seedsearch_{name}", description, registry=self._registry).set_function(read)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that is done."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def batch(self, size: int) -> None:
        """Count searches that were answered together."""
        self._batch.observe(size)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self._registry)
