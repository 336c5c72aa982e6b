"""Keys come out of codes, passphrases, seeds and halves, the same every time and separated from each other."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casemgr.errors import ReceiptMistypedError, SealBrokenError, SessionEndedError
from casemgr.vault import keys
from casemgr.vault.formats import Context, KeyPair, SymmetricKey
from casemgr.vault.keys import CHEAPEST

PEPPER = bytes(range(32, 64))
SEED = bytes(range(32))
CODE = "0123456789ABCDEFGHJK"
PLACE = Context("casemgr_wrap", "staff.passphrase", b"staff-1", b"wrap-1", 0)
PHRASE = "kucing saya makan bakso di teras"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_receipt_halves_are_stable_and_differ_from_each_other() -> None:
    halves = keys.receipt_halves(CODE, PEPPER, CHEAPEST)
    assert halves == keys.receipt_halves(CODE, PEPPER, CHEAPEST)
    assert len(halves.lookup) == len(halves.wrap.secret) == 32
    assert halves.lookup != halves.wrap.secret


def test_receipt_halves_depend_on_every_symbol_and_on_the_pepper() -> None:
    changed = [CODE[:at] + "Z" + CODE[at + 1 :] for at in range(len(CODE))]
    lookups = {keys.receipt_halves(code, PEPPER, CHEAPEST).lookup for code in (CODE, *changed)}
    lookups.add(keys.receipt_halves(CODE, bytes(32), CHEAPEST).lookup)
    assert len(lookups) == len(CODE) + 2


def test_receipt_profile_is_the_default_and_costs_what_it_says() -> None:
    assert (keys.RECEIPT.memory_kib, keys.RECEIPT.iterations, keys.RECEIPT.lanes) == (19_456, 2, 1)
    assert (keys.PASSPHRASE.memory_kib, keys.PASSPHRASE.iterations, keys.PASSPHRASE.lanes) == (65_536, 3, 1)
    default = keys.receipt_halves(CODE, PEPPER)
    assert default == keys.receipt_halves(CODE, PEPPER, keys.RECEIPT)
    assert default != keys.receipt_halves(CODE, PEPPER, CHEAPEST)


# Passphrase.


def _wrap(phrase: str = PHRASE, pepper: bytes = PEPPER) -> bytes:
    return keys.wrap_seed_with_passphrase(SEED, phrase, pepper, PLACE, CHEAPEST)


def test_a_passphrase_opens_its_seed() -> None:
    blob = _wrap()
    assert keys.open_seed_with_passphrase(blob, PHRASE, PEPPER, PLACE) == SEED
    assert keys.open_seed_with_passphrase(blob, f"  {PHRASE.replace(' ', '   ')} ", PEPPER, PLACE) == SEED
    assert _wrap() != blob


def test_typed_and_composed_letters_are_the_same_passphrase() -> None:
    blob = _wrap("caf\u00e9 di ujung jalan")
    assert keys.open_seed_with_passphrase(blob, "cafe\u0301 di ujung jalan", PEPPER, PLACE) == SEED


@pytest.mark.parametrize("phrase", ["", PHRASE[:-1], PHRASE.upper(), PHRASE + "."])
def test_another_passphrase_pepper_or_place_opens_nothing(phrase: str) -> None:
    blob = _wrap()
    assert keys.open_seed_with_passphrase(blob, PHRASE, PEPPER, PLACE) == SEED
    with pytest.raises(SealBrokenError):
        keys.open_seed_with_passphrase(blob, phrase, PEPPER, PLACE)
    with pytest.raises(SealBrokenError):
        keys.open_seed_with_passphrase(blob, PHRASE, bytes(32), PLACE)
    with pytest.raises(SealBrokenError):
        keys.open_seed_with_passphrase(blob, PHRASE, PEPPER, dataclasses.replace(PLACE, row=b"wrap-2"))


def _flips(blob: bytes) -> Iterator[bytes]:
    """Flip every bit but the high ones of the costs, which would only make this machine work for a minute."""
    costly = {*range(32, 35), *range(36, 40), *range(40, 44)}
    for position in range(len(blob) * 8):
        if position // 8 not in costly:
            changed = bytearray(blob)
            changed[position // 8] ^= 1 << position % 8
            yield bytes(changed)


def test_every_flipped_bit_of_a_passphrase_wrap_is_noticed() -> None:
    blob = _wrap()
    for changed in _flips(blob):
        with pytest.raises(SealBrokenError):
            keys.open_seed_with_passphrase(changed, PHRASE, PEPPER, PLACE)


@pytest.mark.parametrize(
    "costs",
    [
        (0, 1, 1),
        (8, 0, 1),
        (8, 1, 0),
        (7, 1, 1),
        (8, 1, 2),
        (2**32 - 1, 1, 1),
        (8, 2**32 - 1, 1),
        (2**20, 1, 99),
    ],
)
def test_costs_that_would_stall_the_machine_are_refused(costs: tuple[int, int, int]) -> None:
    blob = _wrap()
    changed = blob[:32] + b"".join(cost.to_bytes(4, "big") for cost in costs) + blob[44:]
    with pytest.raises(SealBrokenError):
        keys.open_seed_with_passphrase(changed, PHRASE, PEPPER, PLACE)


@pytest.mark.parametrize("length", [0, 15, 16, 43, 44, 100])
def test_a_cut_passphrase_wrap_is_refused(length: int) -> None:
    with pytest.raises(SealBrokenError):
        keys.open_seed_with_passphrase(_wrap()[:length], PHRASE, PEPPER, PLACE)


# Printed code.


def test_a_printed_code_opens_its_seed_however_it_is_typed() -> None:
    code = keys.new_printed_code()
    blob = keys.wrap_seed_with_code(SEED, code, PLACE)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert keys.open_seed_with_code(blob, code, PLACE) == SEED
    assert keys.open_seed_with_code(blob, typed, PLACE) == SEED
    with pytest.raises(SealBrokenError):
        keys.open_seed_with_code(blob, keys.new_printed_code(), PLACE)


def test_a_printed_code_has_28_symbols_in_groups_of_four() -> None:
    code = keys.new_printed_code()
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert len({keys.new_printed_code() for _ in range(50)}) == 50


def test_every_wrong_symbol_and_every_swap_in_a_printed_code_is_caught() -> None:
    code = keys.normalise_printed_code(keys.new_printed_code())
    wrong = [
        code[:at] + symbol + code[at + 1 :]
        for at in range(len(code))
        for symbol in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        if symbol != code[at]
    ]
    swapped = [
        code[:one] + code[other] + code[one + 1 : other] + code[one] + code[other + 1 :]
        for one in range(len(code))
        for other in range(one + 1, len(code))
        if code[one] != code[other]
    ]
    assert len(wrong) == 28 * 31
    assert swapped
    mistyped = dict.fromkeys((*wrong, *swapped), "check")
    mistyped |= {code[:-1]: "short", "": "short", code + "0": "long", code[:-1] + "U": "symbol"}
    for text, reason in mistyped.items():
        with pytest.raises(ReceiptMistypedError) as caught:
            keys.normalise_printed_code(text)
        assert caught.value.reason == reason


# Seeds and halves.


def test_a_seed_signs_the_same_every_time_and_not_with_its_own_bytes() -> None:
    key = keys.signing_key(SEED)
    assert key.private_bytes_raw() == keys.signing_key(SEED).private_bytes_raw()
    assert key.private_bytes_raw() != SEED
    key.public_key().verify(key.sign(b"x"), b"x")


HALF, FIRST, SECOND = bytes(32), b"\1" * 32, b"\2" * 32


def test_identity_key_needs_every_half_in_whatever_order() -> None:
    key = keys.identity_key(HALF, [("a", FIRST), ("b", SECOND)])
    assert key == keys.identity_key(HALF, [("b", SECOND), ("a", FIRST)])
    others = [
        keys.identity_key(HALF, [("a", FIRST)]),
        keys.identity_key(HALF, [("a", SECOND), ("b", FIRST)]),
        keys.identity_key(FIRST, [("a", FIRST), ("b", SECOND)]),
        keys.identity_key(HALF, [("a", FIRST), ("c", SECOND)]),
    ]
    assert len({key.secret, *(other.secret for other in others)}) == 5


@pytest.mark.parametrize(
    "halves", [[], [("a", FIRST), ("a", SECOND)], [("a", b"short")], [("a", FIRST), ("b", FIRST + b"x")]]
)
def test_identity_key_refuses_no_team_a_team_twice_and_odd_halves(halves: list[tuple[str, bytes]]) -> None:
    with pytest.raises(SealBrokenError):
        keys.identity_key(HALF, halves)
    with pytest.raises(SealBrokenError):
        keys.identity_key(b"short", [("a", FIRST)])


# Sessions.


def test_a_session_opens_with_its_cookie_only() -> None:
    session = keys.new_session(SEED, b"staff-1")
    other = keys.new_session(SEED, b"staff-1")
    assert keys.open_session(session.cookie_key, session.sealed_seed, b"staff-1") == SEED
    assert keys.session_id_hash(session.cookie_key) == session.session_id_hash
    assert session.cookie_key not in session.sealed_seed + session.session_id_hash
    for cookie, owner in ((other.cookie_key, b"staff-1"), (session.cookie_key, b"staff-2")):
        with pytest.raises(SealBrokenError):
            keys.open_session(cookie, session.sealed_seed, owner)
    with pytest.raises(SealBrokenError):
        keys.open_session(session.session_id_hash, session.sealed_seed, b"staff-1")


def test_a_reporter_cookie_opens_until_it_expires() -> None:
    process = SymmetricKey.generate()
    cookie = keys.seal_cookie(process, SEED, NOW + timedelta(minutes=30), report=b"report-1")
    session = keys.open_cookie(process, cookie, NOW + timedelta(minutes=29, seconds=59))
    assert (session.seed, session.report) == (SEED, b"report-1")
    with pytest.raises(SessionEndedError):
        keys.open_cookie(process, cookie, NOW + timedelta(minutes=30))
    with pytest.raises(SessionEndedError):
        keys.open_cookie(SymmetricKey.generate(), cookie, NOW)


@given(text=st.text(max_size=300))
def test_any_other_cookie_is_an_ended_session(text: str) -> None:
    with pytest.raises(SessionEndedError):
        keys.open_cookie(SymmetricKey.of(SEED), text, NOW)


def test_every_changed_symbol_of_a_reporter_cookie_ends_the_session() -> None:
    process = SymmetricKey.generate()
    cookie = keys.seal_cookie(process, SEED, NOW + timedelta(minutes=30))
    assert keys.open_cookie(process, cookie, NOW).seed == SEED
    for at in range(len(cookie) - 1):
        changed = cookie[:at] + ("A" if cookie[at] != "A" else "B") + cookie[at + 1 :]
        with pytest.raises(SessionEndedError):
            keys.open_cookie(process, changed, NOW)


def test_nothing_secret_is_in_a_repr() -> None:
    halves = keys.receipt_halves(CODE, PEPPER, CHEAPEST)
    session = keys.new_session(SEED, b"staff-1")
    cookie = keys.seal_cookie(SymmetricKey.of(SEED), SEED, NOW + timedelta(minutes=1), report=b"report-one")
    reporter = keys.open_cookie(SymmetricKey.of(SEED), cookie, NOW)
    shares = keys.split_seed(SEED)
    shown = repr([halves, session, reporter, shares, KeyPair.from_seed(SEED)])
    assert session.session_id_hash.hex() in shown or repr(session.session_id_hash) in shown
    hidden = [halves.lookup, halves.wrap.secret, session.cookie_key, session.sealed_seed, SEED, b"report-one"]
    for secret in (*hidden, *(share.key for share in shares), *(share.box for share in shares)):
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
