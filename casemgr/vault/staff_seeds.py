"""The three ways back to a person's seed: passphrase, printed code, recovery key of their side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from casemgr.errors import KeyNotHeldError, SealBrokenError, SignInFailedError
from casemgr.vault import formats, keys
from casemgr.vault.formats import PublicKey
from casemgr.vault.sealing import wrap_to
from casemgr.vault.wraps import Purpose, Vault, Wrap, new_wrap_id, wrap_context


def seed_wraps(
    seed: bytes,
    staff_id: str,
    *,
    passphrase: str,
    printed_code: str,
    pepper: bytes,
    recovery: PublicKey,
    profile: keys.Profile,
    on: dt.date,
) -> list[Wrap]:
    """Wrap a new seed in all three ways. Raises `KdfBusyError`, `SealingFailedError`."""
    code_id = new_wrap_id(staff_id)
    context = wrap_context(Purpose.STAFF_CODE, staff_id, code_id, 1)
    code_blob = keys.wrap_seed_with_code(seed, printed_code, context)
    return [
        passphrase_wrap(seed, staff_id, passphrase, pepper, profile, on),
        Wrap(code_id, Purpose.STAFF_CODE, staff_id, 1, _key_id(code_blob), code_blob, on),
        wrap_to(recovery, seed, Purpose.STAFF_RECOVERY, staff_id, on),
    ]


def passphrase_wrap(
    seed: bytes, staff_id: str, passphrase: str, pepper: bytes, profile: keys.Profile, on: dt.date
) -> Wrap:
    """Wrap a seed under a passphrase. Raises `KdfBusyError`, `SealingFailedError`."""
    wrap_id = new_wrap_id(staff_id)
    context = wrap_context(Purpose.STAFF_PASSPHRASE, staff_id, wrap_id, 1)
    blob = keys.wrap_seed_with_passphrase(seed, passphrase, pepper, context, profile)
    return Wrap(wrap_id, Purpose.STAFF_PASSPHRASE, staff_id, 1, _key_id(blob), blob, on)


def open_with_passphrase(
    vault: Vault,
    staff_id: str,
    wrap_id: str | None,
    passphrase: str,
    pepper: bytes,
    decoy: keys.Profile = keys.PASSPHRASE,
) -> bytes:
    """Return a person's seed. Raises `SignInFailedError` for everything that does not fit, `KdfBusyError`.

    Only the wrap `wrap_id` is tried: an earlier passphrase may still have one in the vault. For a person
    without a key the same work is done in vain, so that time does not tell who exists.
    """
    wraps = [one for one in vault.of([staff_id], [Purpose.STAFF_PASSPHRASE]) if one.id == wrap_id]
    if not wraps:
        keys.argon2id(passphrase.encode(errors="surrogatepass"), bytes(16), decoy, 32)
        raise SignInFailedError
    context = wrap_context(Purpose.STAFF_PASSPHRASE, staff_id, wraps[0].id, wraps[0].version)
    try:
        return keys.open_seed_with_passphrase(wraps[0].blob, passphrase, pepper, context)
    except SealBrokenError:
        raise SignInFailedError from None


def passphrase_wrap_id(wraps: Iterable[Wrap]) -> str:
    """Return the id of the wrap that a passphrase opens, among those that `seed_wraps` made."""
    return next(wrap.id for wrap in wraps if wrap.purpose is Purpose.STAFF_PASSPHRASE)


def open_with_printed_code(vault: Vault, staff_id: str, printed_code: str) -> bytes:
    """Return a person's seed. Raises `KeyNotHeldError` for a wrong code."""
    for wrap in vault.of([staff_id], [Purpose.STAFF_CODE]):
        context = wrap_context(wrap.purpose, staff_id, wrap.id, wrap.version)
        try:
            return keys.open_seed_with_code(wrap.blob, printed_code, context)
        except SealBrokenError:
            raise KeyNotHeldError from None
    raise KeyNotHeldError


def _key_id(blob: bytes) -> bytes:
    return formats.Header.parse(blob).key_id
