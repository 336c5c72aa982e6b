"""What a report looks like while it is being written: the typed fields of four steps and what they become.

A draft's content is a plain mapping of everything as it was typed; it is checked whenever a step is left and
once more before sending. Knows the rule pack's public choices. Refuses to know sessions, keys and pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casemgr.errors import NoReceivingTeamError
from casemgr.office import Office
from casemgr.routing import POINT
from casemgr.rules.rulepack import RulePack
from casemgr.submissions import Demand, Identity, Submission
from casemgr.web import schemas
from casemgr.web.language import N_, file_size, language, rupiah, say
from casemgr.web.uploads import Values

STEPS = ("story", "files", "protect", "check")
DEMAND_FIELDS = ("service", "asked", "paid", "tariff", "asked_when", "how", "who", "withheld")
IDENTITY_FIELDS = ("name", "contact")
_FIELDS: dict[str, tuple[str, ...]] = {
    "story": ("choice", "further", "story", "place", "unit_id", "when", *DEMAND_FIELDS),
    "files": (),
    "protect": ("others", "insider", "child", "ill", "named", *IDENTITY_FIELDS),
    "check": ("noted",),
}
_WITHHELD = {"yes": N_("Ya"), "no": N_("Tidak"), "unknown": N_("Tidak tahu")}
_STORY_SHOWN = 600
"""Characters of the story on the check page."""

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to "what is this about", in the reader's language."""

    code: str
    label: str
    hint: str = ""
    asks_money: bool = False
    is_other: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the check page; `step` is where it is changed."""

    label: str
    value: str
    step: str


def choices(pack: RulePack, on: date) -> tuple[list[Choice], list[Choice]]:
    """Return the choices shown at once and those behind the last of them ("something else")."""
    lang = language()
    rows = [row for row in pack.public_choices.values() if row.is_valid(on)]
    shown = [row for row in rows if not row.further]
    hint = say(N_("Pungli, uang terima kasih, sumbangan yang dipaksa"))
    return (
        [
            Choice(
                row.code,
                row.label[lang],
                hint=hint if row.demand else "",
                asks_money=row.demand,
                is_other=row is shown[-1],
            )
            for row in shown
        ],
        [Choice(row.code, row.label[lang]) for row in rows if row.further],
    )


def payment_methods(pack: RulePack, on: date) -> list[tuple[str, str, str, str]]:
    """Return how money may have been asked for, as options of a question."""
    lang = language()
    return [(row.code, row.label[lang], "", "") for row in pack.payment_methods.values() if row.is_valid(on)]


def retaliation_choice(pack: RulePack) -> str:
    """Return the public choice for "I suffer for having reported", empty when the pack has none."""
    for row in pack.public_choices.values():
        if pack.kinds[row.kind].retaliation:
            return row.code
    return ""


def take(step: str, values: Values) -> Content:
    """Return the fields of one step as they were typed; a box that is not ticked becomes empty."""
    content: Content = {name: values.get(name, "") for name in _FIELDS.get(step, ())}
    if step == "protect":
        content["excluded"] = values.every("excluded")
    return content


def chosen(content: Content, pack: RulePack) -> str:
    """Return the code of what the report is about.

    The closer choice counts below "something else" and where nothing else was picked; a browser also sends
    it from a part it hides.
    """
    choice, further = str(content.get("choice") or ""), str(content.get("further") or "")
    shown = [row.code for row in pack.public_choices.values() if not row.further]
    return further if further and choice in ("", shown[-1]) else choice


def receiver(content: Content, office: Office) -> str:
    """Return the name of the team that the report would be sealed to now, empty when nobody is left."""
    organisation = office.organisation()
    points = {team.id for team in organisation.teams(POINT)}
    unit_id = str(content.get("unit_id") or "") or None
    try:
        found = organisation.receiving_team(unit_id, points & set(content.get("excluded", ())))
    except NoReceivingTeamError:
        return ""
    return next(team.name for team in organisation.teams() if team.id == found.id)


def asks_money(content: Content, pack: RulePack) -> bool:
    """Say whether the money part counts: it was asked for, or filled in without any choice."""
    row = pack.public_choices.get(str(content.get("choice", "")))
    if row is not None:
        return row.demand
    return any(content.get(name) for name in DEMAND_FIELDS)


def wrong(step: str, content: Content, office: Office, today: date) -> dict[str, str]:
    """Return the code of what is wrong in one step, by field, in the order of the page."""
    if step == "story":
        return _wrong_in_story(content, office, today)
    if step == "protect":
        return _wrong_in_protection(content, office)
    return {}


def _wrong_in_story(content: Content, office: Office, today: date) -> dict[str, str]:
    pack = office.pack
    _, codes = schemas.check(schemas.STORY, content)
    if content.get("choice") and content["choice"] not in pack.public_choices:
        codes["choice"] = "choice"
    if content.get("further") and content["further"] not in pack.public_choices:
        codes["choice"] = "choice"
    if content.get("unit_id") and content["unit_id"] not in {unit.id for unit in office.units()}:
        codes["unit_id"] = "choice"
    times = ["when"]
    if asks_money(content, pack):
        times.append("asked_when")
        codes |= schemas.check(schemas.DEMAND, content)[1]
        if content.get("how") and content["how"] not in pack.payment_methods:
            codes["how"] = "choice"
    codes |= {name: "future" for name in times if name not in codes and _is_ahead(content, name, today)}
    return _in_order(codes, _FIELDS["story"])


def _is_ahead(content: Content, name: str, today: date) -> bool:
    """Say whether a field holds a full date that has not come yet."""
    return any(on and on > today for _, on in schemas.dates_in(str(content.get(name) or "")))


def _wrong_in_protection(content: Content, office: Office) -> dict[str, str]:
    _, codes = schemas.check(schemas.PROTECT, content)
    known = {team.id for team in office.receiving_points()}
    excluded = set(content.get("excluded", ()))
    if excluded - known:
        codes["excluded"] = "choice"
    elif not receiver(content, office):
        codes["excluded"] = "all" if excluded else "nobody"
    if content.get("named") == "yes":
        codes |= schemas.check(schemas.IDENTITY, content)[1]
    return _in_order(codes, ("excluded", *_FIELDS["protect"]))


def _in_order(codes: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: codes[name] for name in names if name in codes}


def submission(content: Content, office: Office, *, onion: bool) -> Submission:
    """Return what is to be sealed. The content must have been found free of mistakes."""
    story, _ = schemas.check(schemas.STORY, content)
    protect, _ = schemas.check(schemas.PROTECT, content)
    return Submission(
        text=story["story"],
        channel="onion" if onion else "web",
        choice=chosen(content, office.pack) or None,
        place=story["place"],
        unit_id=story["unit_id"] or None,
        when=story["when"],
        demand=_demand(content) if asks_money(content, office.pack) else None,
        others=protect["others"],
        excluded=tuple(dict.fromkeys(protect["excluded"])),
        insider={"yes": True, "no": False}.get(protect["insider"]),
        sensitive=bool(protect["child"] or protect["ill"]),
        identity=_identity(content) if protect["named"] == "yes" else None,
        lang=language(),
    )


def _demand(content: Content) -> Demand:
    demand, _ = schemas.check(schemas.DEMAND, content)
    when = demand.pop("asked_when")
    return Demand(**{**demand, "when": when, "withheld": demand["withheld"] or None})


def _identity(content: Content) -> Identity:
    identity, _ = schemas.check(schemas.IDENTITY, content)
    return Identity(**identity)


def ignored(content: Content, pack: RulePack) -> str:
    """Return the sentence that names what was filled in but belongs to a branch not chosen."""
    parts = []
    if content.get("further") and chosen(content, pack) != content["further"]:
        parts.append(
            say(N_("Pilihan di bawah “Hal lain” tidak ikut dikirim, karena Anda memilih hal di atasnya."))
        )
    if not asks_money(content, pack) and any(content.get(name) for name in DEMAND_FIELDS):
        parts.append(say(N_("Bagian tentang uang tidak ikut dikirim, karena laporan ini tentang hal lain.")))
    if content.get("named") != "yes" and any(content.get(name) for name in IDENTITY_FIELDS):
        parts.append(say(N_("Nama tidak ikut dikirim, karena Anda memilih tetap tanpa nama.")))
    return " ".join(parts)


def summary(content: Content, office: Office, files: Iterable[Any], today: date) -> list[Row]:
    """Return the lines of the check page."""
    pack, lang = office.pack, language()
    rows = []
    about = pack.public_choices.get(chosen(content, pack))
    if about is not None:
        rows.append(Row(say(N_("Tentang")), about.label[lang], "story"))
    rows.append(Row(say(N_("Cerita")), _shortened(str(content.get("story", ""))), "story"))
    unit = {one.id: one.name for one in office.units()}.get(str(content.get("unit_id", "")))
    rows += _filled(N_("Tempat"), "; ".join(part for part in (content.get("place"), unit) if part))
    rows += _filled(N_("Waktu"), content.get("when", ""))
    if asks_money(content, pack):
        rows += _demand_rows(content, pack)
    kept = list(files)
    shown = ", ".join(f"{one.name} ({file_size(one.size)})" for one in kept)
    rows.append(Row(say(N_("Berkas")), shown or say(N_("Tidak ada")), "files"))
    return rows + _protection_rows(content, office)


def _filled(label: str, value: str) -> list[Row]:
    return [Row(say(label), value, "story")] if value else []


def _shortened(text: str) -> str:
    if len(text) <= _STORY_SHOWN:
        return text
    return f"{text[:_STORY_SHOWN].rsplit(' ', 1)[0]} … {say(N_('(lanjutannya ikut terkirim)'))}"


def _demand_rows(content: Content, pack: RulePack) -> list[Row]:
    demand, _ = schemas.check(schemas.DEMAND, content)
    rows = []
    if demand.get("asked") is not None:
        asked, service = rupiah(demand["asked"]), demand.get("service")
        words = say(N_("%(money)s untuk %(service)s"), money=asked, service=service) if service else asked
        rows += _filled(N_("Uang yang diminta"), words)
    else:
        rows += _filled(N_("Layanan"), demand.get("service", ""))
    for name, label in (("paid", N_("Uang yang dibayar")), ("tariff", N_("Tarif resmi"))):
        if demand.get(name) is not None:
            rows += _filled(label, rupiah(demand[name]))
    rows += _filled(N_("Uang diminta pada"), demand.get("asked_when", ""))
    method = pack.payment_methods.get(demand.get("how", ""))
    rows += _filled(N_("Cara membayar"), method.label[language()] if method else "")
    rows += _filled(N_("Yang meminta"), demand.get("who", ""))
    withheld = _WITHHELD.get(demand.get("withheld", ""))
    return rows + _filled(N_("Layanan ditahan"), say(withheld) if withheld else "")


def _protection_rows(content: Content, office: Office) -> list[Row]:
    names = {team.id: team.name for team in office.receiving_points()}
    hidden = [names[one] for one in content.get("excluded", ()) if one in names]
    hidden += [content["others"]] if content.get("others") else []
    care = [
        say(label)
        for name, label in (("child", N_("anak di bawah 18 tahun")), ("ill", N_("orang sakit atau difabel")))
        if content.get(name)
    ]
    named = content.get("named") == "yes"
    rows = [
        Row(say(N_("Penerima")), receiver(content, office), "protect"),
        Row(say(N_("Tidak boleh melihat")), "; ".join(hidden) or say(N_("Tidak ada tambahan")), "protect"),
    ]
    if content.get("insider") in ("yes", "no"):
        answer = _WITHHELD[content["insider"]]
        rows.append(Row(say(N_("Bekerja di tempat yang dilaporkan")), say(answer), "protect"))
    if care:
        rows.append(Row(say(N_("Perlu perhatian khusus")), ", ".join(care), "protect"))
    name = say(N_("Disimpan terpisah: %(name)s"), name=content.get("name", "")) if named else ""
    return [*rows, Row(say(N_("Nama Anda")), name or say(N_("Tidak disebut")), "protect")]


def missing(content: Content, pack: RulePack) -> str:
    """Return what was left open, as words in a sentence; empty when nothing was."""
    open_ends = [
        (not content.get("place") and not content.get("unit_id"), N_("kantor atau sekolah")),
        (not content.get("when"), N_("kapan terjadi")),
    ]
    if asks_money(content, pack):
        open_ends += [
            (not content.get("asked"), N_("uang yang diminta")),
            (not content.get("who"), N_("siapa yang meminta")),
        ]
    return ", ".join(say(words) for is_open, words in open_ends if is_open)
