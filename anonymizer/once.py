"""Load what many threads share: the first caller loads, the others wait for it instead of loading again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Loaded = TypeVar("Loaded")


class Once(Generic[Loaded]):
    """A function without arguments whose result is kept; after an error it is called again."""

    def __init__(self, load: Callable[[], Loaded]) -> None:
        self.__doc__ = load.__doc__
        self._load = load
        self._lock = threading.Lock()
        self._loaded: tuple[Loaded, ...] = ()

    def __call__(self) -> Loaded:
        loaded = self._loaded
        if not loaded:
            with self._lock:
                loaded = self._loaded = self._loaded or (self._load(),)
        return loaded[0]

    def cache_clear(self) -> None:
        """Load anew at the next call."""
        with self._lock:
            self._loaded = ()
