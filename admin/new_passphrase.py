"""A passphrase of one's own choice: asked for twice, judged before any key is touched, told in words."""

from collections.abc import Mapping

from casemgr.errors import PassphraseWeakError
from casemgr.vault.keys import check_passphrase

from .forms import FormField
from .language import _


def new_passphrase_fields() -> list[FormField]:
    """Ask for a passphrase, twice."""
    return [
        FormField(
            "passphrase",
            "secret",
            _("Frasa sandi baru"),
            _("Enam kata acak atau lebih, atau paling sedikit 15 huruf. Hanya Anda yang tahu."),
            autocomplete="new-password",
        ),
        FormField("passphrase_again", "secret", _("Frasa sandi sekali lagi"), autocomplete="new-password"),
    ]


def unfit(values: Mapping[str, str], *personal: str) -> dict[str, str]:
    """Say by field what is wrong with the passphrase chosen; `personal` are names it must not lean on."""
    errors: dict[str, str] = {}
    try:
        check_passphrase(values.get("passphrase", ""), personal=personal)
    except PassphraseWeakError as weak:
        errors["passphrase"] = passphrase_advice(weak.reason)
    if values.get("passphrase", "") != values.get("passphrase_again", ""):
        errors["passphrase_again"] = _("Kedua frasa sandi tidak sama.")
    return errors


def passphrase_advice(reason: str) -> str:
    """Say how to make a passphrase stronger; `reason` is the vault's code."""
    if reason == "common":
        return _("Frasa ini terlalu umum. Pakai kata-kata acak yang tidak saling berhubungan.")
    if reason == "repeated":
        return _("Frasa ini mengulang hal yang sama. Pakai kata-kata acak yang tidak saling berhubungan.")
    return _("Frasa ini terlalu pendek. Pakai enam kata acak, atau paling sedikit 15 huruf.")
