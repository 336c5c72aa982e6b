"""What many threads share is loaded once, by the first of them."""

import threading
import time

import pytest

from anonymizer.lexicon import lexicon
from anonymizer.name_model import name_model
from anonymizer.once import Once


def test_many_threads_at_once_load_once() -> None:
    loads: list[int] = []

    def load() -> object:
        loads.append(threading.get_ident())
        time.sleep(0.05)  # long enough for all of them to have come
        return object()

    shared = Once(load)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(shared())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
    shared.cache_clear()
    assert shared() is not found[0]
    assert len(loads) == 2


def test_a_load_that_fails_is_tried_again() -> None:
    results = iter([ValueError("broken"), 7])

    @Once
    def load() -> int:
        result = next(results)
        if isinstance(result, ValueError):
            raise result
        return result

    with pytest.raises(ValueError, match="broken"):
        load()
    assert load() == 7
    assert load() == 7


def test_lexicon_and_model_are_shared_this_way() -> None:
    assert isinstance(lexicon, Once)
    assert isinstance(name_model, Once)
    assert lexicon() is lexicon()
    assert name_model() is name_model()
