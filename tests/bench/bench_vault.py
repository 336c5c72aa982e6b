"""Time the vault's byte formats next to the bare operations they are made of, in one run.

Ratios are what counts: figures of two machines, or of two runs, cannot be compared. Run it as a script; the floor
of a file is the pipeline of `encrypt_into` on 1 MiB pieces, SHA-256, write and fsync, on the same disk.
"""

import hashlib
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casemgr.vault import formats
from casemgr.vault.formats import BlobType, Context, KeyPair, StreamOpener, StreamSealer, SymmetricKey
from casemgr.vault.kdf import PASSPHRASE, RECEIPT, kdf_bench

MIB = 1024 * 1024
FILE_MIB = 100
ROUNDS = 7
PLACE = Context("bench", "bench", b"owner", b"row", 0)
KEY = SymmetricKey.generate()
PIECES = [os.urandom(MIB) for _ in range(4)]


def _write_floor(path: Path) -> None:
    aead, buffer, digest = AESGCM(os.urandom(32)), bytearray(MIB + 16), hashlib.sha256()
    with path.open("wb", buffering=0) as file:
        for number in range(FILE_MIB):
            aead.encrypt_into(number.to_bytes(12, "big"), PIECES[number % 4], None, buffer)
            digest.update(buffer)
            file.write(buffer)
        os.fsync(file.fileno())


def _write_plain(path: Path) -> None:
    digest = hashlib.sha256()
    with path.open("wb", buffering=0) as file:
        for number in range(FILE_MIB):
            digest.update(PIECES[number % 4])
            file.write(PIECES[number % 4])
        os.fsync(file.fileno())


def _write_sealed(path: Path, piece_bytes: int = MIB) -> None:
    sealer = StreamSealer(KEY, PLACE)
    with path.open("wb", buffering=0) as file:
        for number in range(FILE_MIB):
            piece = memoryview(PIECES[number % 4])
            for start in range(0, MIB, piece_bytes):
                file.write(sealer.update(piece[start : start + piece_bytes]))
        for rest in sealer.finishing():
            file.write(rest)
        os.fsync(file.fileno())


def _read_sealed(path: Path) -> None:
    with path.open("rb") as file:
        assert sum(len(piece) for piece in StreamOpener(KEY, file, PLACE)) == FILE_MIB * MIB


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _microseconds(work: Callable[[], object], times: int = 300) -> float:
    work()
    return statistics.median(_seconds(work) for _ in range(times)) * 1e6


def _files(folder: Path) -> None:
    path = folder / "sealed"
    runs: dict[str, Callable[[], None]] = {
        "floor: AEAD + SHA-256 + write + fsync, 1 MiB": lambda: _write_floor(path),
        "plain: SHA-256 + write + fsync, 1 MiB": lambda: _write_plain(path),
        "sealed, 1 MiB pieces": lambda: _write_sealed(path),
        "sealed, 256 KiB pieces": lambda: _write_sealed(path, 256 * 1024),
        "sealed, 64 KiB pieces": lambda: _write_sealed(path, 64 * 1024),
    }
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            seconds[name].append(_seconds(run))
    floor = statistics.median(seconds["floor: AEAD + SHA-256 + write + fsync, 1 MiB"])
    for name, measured in seconds.items():
        median = statistics.median(measured)
        print(f"{name:48s} {FILE_MIB * MIB / median / 1e6:8.0f} MB/s   {median / floor:5.2f} x floor")
    read = statistics.median(_seconds(lambda: _read_sealed(path)) for _ in range(ROUNDS))
    print(f"{'opened and read whole':48s} {FILE_MIB * MIB / read / 1e6:8.0f} MB/s")


def _small() -> None:
    pair, text = KeyPair.generate(), "Diminta uang dua kali. " * 80
    sealed = formats.seal_to(pair.public, bytes(32), PLACE)
    wrapped = formats.encrypt_key(KEY, bytes(32), PLACE)
    blob = formats.encrypt_text(KEY, text, PLACE)
    runs: dict[str, Callable[[], object]] = {
        "seal a key to a public key": lambda: formats.seal_to(pair.public, bytes(32), PLACE),
        "open it": lambda: formats.open_with(pair, sealed, PLACE),
        "expand a pair from its seed": KeyPair.generate,
        "wrap a key": lambda: formats.encrypt_key(KEY, bytes(32), PLACE),
        "open the wrap": lambda: formats.decrypt_key(KEY, wrapped, PLACE),
        "seal a text of 1.8 kB": lambda: formats.encrypt_text(KEY, text, PLACE),
        "open it again": lambda: formats.decrypt_text(KEY, blob, PLACE),
        "seal 20 kB": lambda: formats.encrypt(KEY, bytes(20_000), PLACE, type=BlobType.RECORD),
    }
    for name, run in runs.items():
        print(f"{name:48s} {_microseconds(run):8.1f} us")


def main() -> None:
    """Print everything."""
    for profile in (RECEIPT, PASSPHRASE):
        bench = kdf_bench(profile)
        name = f"Argon2id {bench.profile} ({bench.backend}, {bench.threads} threads)"
        print(f"{name:48s} {bench.milliseconds:8.1f} ms   {bench.reports_per_second:5.0f} /s")
    _small()
    with tempfile.TemporaryDirectory() as folder:
        _files(Path(folder))


if __name__ == "__main__":
    main()
