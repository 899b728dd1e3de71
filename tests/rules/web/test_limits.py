"""Buckets: so many at once, so many a second, each name by itself, and no memory of those who have long been gone."""

from __future__ import annotations

from workbench.kernel import buckets as kernel_buckets
from workbench.kernel.buckets import Buckets


class Watch:
    """A clock of seconds that a test sets."""

    now = 128.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_a_burst_is_taken_and_the_next_one_waits() -> None:
    buckets = Buckets(per_second=20, at_once=60, clock=Watch())
    assert [buckets.take("lin") for _ in range(60)] == [0.0] * 60
    assert buckets.take("lin") == 1 / 20
    assert buckets.take("he") == 0.0, "everybody has a bucket of their own"


def test_it_fills_by_itself_and_no_further_than_full() -> None:
    watch = Watch()
    buckets = Buckets(per_second=16, at_once=3, clock=watch)
    for _ in range(3):
        assert buckets.take("lin") == 0.0
    watch.now += 1 / 32
    assert buckets.take("lin") == 1 / 32, "half a drop is none, and asking costs nothing"
    watch.now += 1 / 32
    assert buckets.take("lin") == 0.0
    watch.now += 4096
    assert [buckets.take("lin") for _ in range(4)] == [0.0, 0.0, 0.0, 1 / 16]


def test_five_a_second_never_wait() -> None:
    watch = Watch()
    buckets = Buckets(clock=watch)
    for _ in range(5_000):
        assert buckets.take("lin") == 0.0
        watch.now += 0.2


def test_full_buckets_are_forgotten() -> None:
    watch = Watch()
    buckets = Buckets(per_second=20, at_once=3, clock=watch)
    for number in range(kernel_buckets._MANY):
        buckets.take(f"from {number}")
    watch.now += 60
    for _ in range(3):
        buckets.take("lin")
    assert len(buckets._left) == 1
    assert buckets.take("lin") > 0
