"""Argon2id behind one function, in a small pool of its own.

A derivation takes 10 to 150 ms and tens of MiB, so it never runs in a request's thread: `argon2id` waits for
one of a few workers and raises when too many wait already. PyNaCl is used when it is installed (half the time
for the same result, which is checked before its first use), `cryptography` otherwise.
"""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from casemgr.errors import CryptographyTooOldError, KdfBusyError

SALT_BYTES: Final = 16
QUEUE_LENGTH: Final = 32
"""Derivations that may wait; more would time out at the reader's end anyway (measured: `docs/reference`)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Argon2id costs: memory in KiB, passes over it, lanes; `source` says who recommends them."""

    name: str
    memory_kib: int
    iterations: int
    lanes: int
    source: str


RECEIPT: Final = Profile("receipt", 19 * 1024, 2, 1, "OWASP Password Storage Cheat Sheet, Argon2id")
"""For receipt codes: they carry 95 random bits, so the derivation only has to slow guessing down."""
PASSPHRASE: Final = Profile("passphrase", 64 * 1024, 3, 1, "RFC 9106 section 4, second choice, in one lane")
"""For what a person made up or memorised."""
CHEAPEST: Final = Profile("cheapest", 8, 1, 1, "the least RFC 9106 section 3.1 allows; for tests only")
PROFILES: Final = {profile.name: profile for profile in (RECEIPT, PASSPHRASE, CHEAPEST)}


def argon2id(secret: bytes, salt: bytes, profile: Profile, length: int) -> bytes:
    """Derive `length` bytes (16 to 64) from a secret and a 16-byte salt.

    Blocks until a worker of this process is free. Raises `KdfBusyError` when the queue is full.
    """
    return argon2id_begun(secret, salt, profile, length)()


def argon2id_begun(secret: bytes, salt: bytes, profile: Profile, length: int) -> Callable[[], bytes]:
    """Begin what `argon2id` does and return the call that waits for it: a worker derives, the caller goes on.

    Raises `KdfBusyError` at once when the queue is full.
    """
    return _pool().begin(partial(_derive, secret, salt, profile, length)).result


class KdfPool:
    """Worker threads for derivations, with a bounded queue."""

    def __init__(self, threads: int, queue_length: int = QUEUE_LENGTH) -> None:
        self.threads = threads
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="kdf")
        self._places = threading.BoundedSemaphore(threads + queue_length)

    def run(self, derivation: Callable[[], bytes]) -> bytes:
        """Run a derivation in a worker and wait for it. Raises `KdfBusyError` at once when full."""
        return self.begin(derivation).result()

    def begin(self, derivation: Callable[[], bytes]) -> Future[bytes]:
        """Have a worker run a derivation. Raises `KdfBusyError` at once when too many wait."""
        if not self._places.acquire(blocking=False):
            raise KdfBusyError
        try:
            future = self._executor.submit(self._run, derivation)
        except RuntimeError:  # the process is ending
            self._places.release()
            raise KdfBusyError from None
        time.sleep(0)  # lets the worker take the interpreter, which it gives back at once, and begin
        return future

    def _run(self, derivation: Callable[[], bytes]) -> bytes:
        try:
            return derivation()
        finally:
            self._places.release()

    def close(self) -> None:
        """Wait for what runs and end the workers."""
        self._executor.shutdown()


_threads_wanted = 0


def use_threads(threads: int) -> None:
    """Set how many derivations may run at once in each process: cores divided by server processes.

    Counts from the next process or the first derivation on; without a call it is the number of cores.
    """
    global _threads_wanted
    _threads_wanted = threads


_pools: dict[int, KdfPool] = {}


def _pool() -> KdfPool:
    """Return this process's pool: threads do not survive a fork, so each server process makes its own."""
    process_id = os.getpid()
    return _pools.get(process_id) or _pools.setdefault(process_id, KdfPool(_threads()))


def _threads() -> int:
    return _threads_wanted or os.cpu_count() or 1


def _derive(secret: bytes, salt: bytes, profile: Profile, length: int) -> bytes:
    sodium = _sodium()
    if sodium is None or profile.lanes != 1:
        return _derive_with_cryptography(secret, salt, profile, length)
    return sodium(secret, salt, profile, length)


Backend = Callable[[bytes, bytes, Profile, int], bytes]


def _derive_with_cryptography(secret: bytes, salt: bytes, profile: Profile, length: int) -> bytes:
    try:
        kdf = Argon2id(
            salt=salt,
            length=length,
            iterations=profile.iterations,
            lanes=profile.lanes,
            memory_cost=profile.memory_kib,
        )
    except UnsupportedAlgorithm:
        raise CryptographyTooOldError("Argon2id") from None
    return kdf.derive(secret)


@cache
def _sodium() -> Backend | None:
    """Return libsodium's Argon2id if PyNaCl is installed, else None.

    Raises `CryptographyTooOldError` when the two disagree: one of them is broken, so no key may be made.
    """
    try:
        from nacl.pwhash.argon2id import kdf
    except ImportError:
        return None

    def derive(secret: bytes, salt: bytes, profile: Profile, length: int) -> bytes:
        return kdf(length, secret, salt, profile.iterations, profile.memory_kib * 1024)

    sample = (b"two implementations", bytes(range(SALT_BYTES)), Profile("", 64, 2, 1, ""), 64)
    if derive(*sample) != _derive_with_cryptography(*sample):
        raise CryptographyTooOldError("Argon2id")
    return derive


@dataclass(frozen=True, slots=True)
class KdfBench:
    """What this machine does: median milliseconds of one derivation, and reports a second at full load."""

    profile: str
    backend: str
    threads: int
    milliseconds: float
    reports_per_second: float


def kdf_bench(profile: Profile = RECEIPT, rounds: int = 5) -> KdfBench:
    """Time derivations on this machine, alone and on as many threads as may run at once."""
    threads = _threads()
    derive = partial(_derive, b"bench", bytes(SALT_BYTES), profile, 64)
    derive()
    alone = sorted(_seconds(derive) for _ in range(rounds))[rounds // 2]
    with ThreadPoolExecutor(threads) as executor:
        together = _seconds(partial(_run_all, executor, derive, threads * rounds))
    backend = "cryptography" if _sodium() is None else "libsodium"
    return KdfBench(profile.name, backend, threads, alone * 1000, threads * rounds / together)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _run_all(executor: ThreadPoolExecutor, work: Callable[[], bytes], times: int) -> None:
    for future in [executor.submit(work) for _ in range(times)]:
        future.result()
