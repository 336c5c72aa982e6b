"""A dictionary that grows without being copied: what is added makes a new one, the old one stays as it was.

Knows nothing of mappings. Used for what a mapping of a case remembers, which every text of it extends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Layers(Generic[K, V]):
    """Dictionaries on top of each other, the newest first asked; never changed once made.

    A layer is merged into the one below as soon as that is not twice as large, so there are few of them and
    adding an item costs the same on average however many there are.
    """

    __slots__ = ("_layers",)

    def __init__(self, *layers: Mapping[K, V]) -> None:
        self._layers = layers

    def get(self, key: K) -> V | None:
        """Return the newest value of a key, or None."""
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        return None

    def __contains__(self, key: object) -> bool:
        return any(key in layer for layer in self._layers)

    def __bool__(self) -> bool:
        return any(self._layers)

    def __iter__(self) -> Iterator[K]:
        return iter({key: None for layer in self._layers for key in layer})

    def with_added(self, new: Mapping[K, V]) -> Layers[K, V]:
        """Return these layers with new items, which win over older ones of the same key."""
        if not new:
            return self
        layers = [*self._layers, new]
        while len(layers) > 1 and len(layers[-2]) < 2 * len(layers[-1]):
            layers[-2:] = [{**layers[-2], **layers[-1]}]
        return Layers(*layers)


class GrownSet(Collection[str]):
    """A set of texts that grows the same way."""

    __slots__ = ("_items",)

    def __init__(self, items: Layers[str, None]) -> None:
        self._items = items

    @classmethod
    def of(cls, items: Collection[str]) -> GrownSet:
        """Return the items as such a set."""
        return items if isinstance(items, GrownSet) else cls(Layers(dict.fromkeys(items)))

    def with_added(self, new: Iterable[str]) -> GrownSet:
        """Return this set with new items."""
        return GrownSet(self._items.with_added(dict.fromkeys(item for item in new if item not in self)))

    def __contains__(self, item: object) -> bool:
        return item in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return sum(1 for _ in self._items)
