"""Argon2id gives one answer whatever computes it, in a pool that says when it is full."""

import os
import subprocess
import sys
import threading

import nacl.pwhash.argon2id
import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from casemgr.errors import CryptographyTooOldError, KdfBusyError
from casemgr.vault import kdf
from casemgr.vault.kdf import CHEAPEST, PASSPHRASE, RECEIPT, KdfPool, Profile, argon2id, argon2id_begun

SALT = bytes(range(16))


@pytest.mark.parametrize("profile", [CHEAPEST, RECEIPT, PASSPHRASE, Profile("", 64, 1, 4, "lanes")])
def test_the_answer_is_the_one_cryptography_gives(profile: Profile) -> None:
    reference = Argon2id(
        salt=SALT,
        length=64,
        iterations=profile.iterations,
        lanes=profile.lanes,
        memory_cost=profile.memory_kib,
    )
    assert argon2id(b"secret", SALT, profile, 64) == reference.derive(b"secret")


def test_libsodium_is_used_when_it_is_installed() -> None:
    assert kdf.kdf_bench(CHEAPEST, rounds=1).backend == "libsodium"


def test_without_libsodium_the_answer_is_the_same() -> None:
    code = (
        "import sys; sys.modules['nacl'] = None\n"
        "from casemgr.vault.kdf import *\n"
        f"print(kdf_bench(CHEAPEST, 1).backend, argon2id(b'secret', {SALT!r}, CHEAPEST, 64).hex())"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.split() == ["cryptography", argon2id(b"secret", SALT, CHEAPEST, 64).hex()]


def test_two_libraries_that_disagree_stop_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    kdf._sodium.cache_clear()
    monkeypatch.setattr(nacl.pwhash.argon2id, "kdf", lambda size, *rest: bytes(size))
    with pytest.raises(CryptographyTooOldError):
        argon2id(b"secret", SALT, CHEAPEST, 64)
    monkeypatch.undo()
    kdf._sodium.cache_clear()
    assert len(argon2id(b"secret", SALT, CHEAPEST, 64)) == 64


def test_a_full_pool_says_so_at_once_and_works_again() -> None:
    pool, gate, started = KdfPool(1, queue_length=1), threading.Event(), threading.Event()

    def waiting() -> bytes:
        started.set()
        assert gate.wait(10)
        return b"done"

    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(pool.run(waiting))) for _ in range(2)]
    threads[0].start()
    assert started.wait(10)
    threads[1].start()
    while pool._places._value:
        pass
    with pytest.raises(KdfBusyError) as caught:
        pool.run(waiting)
    assert caught.value.retry_after_seconds > 0
    gate.set()
    for thread in threads:
        thread.join(10)
    assert answers == [b"done", b"done"]
    assert pool.run(lambda: b"again") == b"again"
    pool.close()


def test_a_derivation_goes_on_while_its_caller_does_other_work() -> None:
    begun = argon2id_begun(b"secret", SALT, CHEAPEST, 64)
    assert begun() == begun() == argon2id(b"secret", SALT, CHEAPEST, 64)
    pool, gate = KdfPool(1, queue_length=0), threading.Event()
    first = pool.begin(lambda: b"done" if gate.wait(10) else b"late")
    with pytest.raises(KdfBusyError):
        pool.begin(lambda: b"")
    gate.set()
    assert first.result() == b"done"
    pool.close()
    with pytest.raises(KdfBusyError):
        pool.begin(lambda: b"")


def test_a_failing_derivation_gives_its_place_back() -> None:
    pool = KdfPool(1, queue_length=0)

    def failing() -> bytes:
        raise MemoryError

    for _ in range(3):
        with pytest.raises(MemoryError):
            pool.run(failing)
    assert pool.run(lambda: b"fine") == b"fine"
    pool.close()


def test_a_forked_process_derives_with_a_pool_of_its_own() -> None:
    code = (
        "import os, warnings\n"
        "warnings.simplefilter('ignore', DeprecationWarning)\n"
        "from casemgr.vault.kdf import *\n"
        "use_threads(1)\n"
        "first = argon2id(b's', bytes(16), CHEAPEST, 64)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    raise SystemExit(0 if argon2id(b's', bytes(16), CHEAPEST, 64) == first else 1)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20
    )
    assert done.stdout.strip() == "0"


def test_bench_tells_this_machine() -> None:
    bench = kdf.kdf_bench(CHEAPEST, rounds=3)
    assert bench.profile == "cheapest"
    assert bench.threads == (os.cpu_count() or 1)
    assert bench.milliseconds > 0
    assert bench.reports_per_second > 0
