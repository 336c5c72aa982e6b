"""The words that tell which part a person plays, as patterns; the lists are in `lexicons/roles.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

_GAP = r"[ \t](?:[\w.,]{1,20}[ \t]){0,8}"  # what "..." stands for in a cue
_NUMBER = r"(?:rp)?\.?[ ]?\d[\w.,]{0,15}"  # what "#" stands for
_NO_DEGREE = "suami|saksi|saya|sy|sama|serta|sudah|sdh|masih|maka|malah|minta|mama|saat|sejak|sbg|my"
_FORCING = (  # "memaksa saya membayar" is no payer's doing
    r"\b(?:memaksa|maksa|menyuruh|nyuruh|meminta|minta|mewajibkan|mengharuskan|mengancam)[ \t]"
    r"(?:[\w.]{1,20}[ \t]){1,3}?(?:m?bayar|membayar|menyerahkan uang|menyetor|menyetorkan|mentransfer)\b"
)
_LOOSE = r"[\s:;,.()/\"'“”-]{0,8}"


class Role(StrEnum):
    """The part a person plays in a complaint; UNKNOWN when the text does not say."""

    REPORTER = "reporter"
    FAMILY = "family"
    WITNESS = "witness"
    ACCUSED = "accused"
    OFFICIAL = "official"
    UNKNOWN = "unknown"


REPORTER_SIDE = frozenset({Role.REPORTER, Role.FAMILY, Role.WITNESS})
# Family and witnesses come first because their cues contain the reporter's ("suami saya", "saya dan").
SIDE_ORDER = (Role.FAMILY, Role.WITNESS, Role.REPORTER)


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns for lower-case text. `before` ones end where a name begins, `after` ones start where it ends.

    `side_office` are the side's cues with an office between cue and name; `victims` passives right of a name;
    `passive` any other passive; `remark` "(terlapor)"; `plea` and `sanctions` "mohon X dicopot"; `acting`
    what an office holder does; `agent` what makes one the doer; `own_line` and `form_end` lines of a form
    that go on with, and end, the accused's.
    """

    titles_before: re.Pattern[str]
    degrees_after: re.Pattern[str]
    side_before: Mapping[Role, re.Pattern[str]]
    side_office: Mapping[Role, re.Pattern[str]]
    side_after: Mapping[Role, re.Pattern[str]]
    myself: re.Pattern[str]
    people: re.Pattern[str]
    victims: re.Pattern[str]
    victims_later: re.Pattern[str]
    passive: re.Pattern[str]
    label: re.Pattern[str]
    accused_before: re.Pattern[str]
    accused_after: re.Pattern[str]
    remark: re.Pattern[str]
    plea: re.Pattern[str]
    sanctions: re.Pattern[str]
    official_before: re.Pattern[str]
    office_and_title: re.Pattern[str]
    acting: re.Pattern[str]
    agent: re.Pattern[str]
    payer: re.Pattern[str]
    asked: re.Pattern[str]
    object: re.Pattern[str]
    source_later: re.Pattern[str]
    due: re.Pattern[str]
    other_by: re.Pattern[str]
    harmless_after: re.Pattern[str]
    signature: re.Pattern[str]
    signed_line: re.Pattern[str]
    sender: re.Pattern[str]
    headings: Mapping[Role, re.Pattern[str]]
    closing: re.Pattern[str]
    numbers: Mapping[Role, re.Pattern[str]]
    beside: re.Pattern[str]
    owned: re.Pattern[str]
    pay_to: re.Pattern[str]
    owing: re.Pattern[str]
    accused_noun: re.Pattern[str]
    own_line: re.Pattern[str]
    form_end: re.Pattern[str]
    theirs: re.Pattern[str]
    belongs: re.Pattern[str]
    called: re.Pattern[str]
    others: re.Pattern[str]
    joined: re.Pattern[str]
    male: frozenset[str]
    female: frozenset[str]
    titles: frozenset[str]


@cache
def cues() -> Cues:
    """Return the patterns, made once from the lists."""
    source = resources.files("anonymizer").joinpath("lexicons/roles.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    word = any_of(table["titles"]["words"])
    office = office_pattern(table)
    return Cues(
        titles_before=re.compile(rf"(?:(?<!\w)(?:{word})(?:\.[ \t]{{0,2}}|[ \t]{{1,2}})){{1,5}}\Z"),
        # With a dot ("S.Pd") or after a comma (", SPd"); bare "minta" must not look like a degree.
        degrees_after=re.compile(
            r"(?:,?[ \t]{0,2}[sm]\.[ \t]?[a-z]{1,4}(?:\.[ \t]?[a-z]{1,3}){0,2}\b\.?"
            rf"|,[ \t]{{0,2}}(?!(?:{_NO_DEGREE})\b)"
            r"(?:[sm][a-z]{1,4}|lc|ma|mh)\b\.?){1,3}"
        ),
        **_side(table, word, office),
        **_doers(table, word, office),
        **_money(table, word, office),
        **_places(table, word, office),
        **_numbers(table, word, office),
        male=frozenset(table["titles"]["male"]),
        female=frozenset(table["titles"]["female"]),
        titles=frozenset(table["titles"]["words"]),
    )


def any_of(words: Iterable[str]) -> str:
    """Return an alternation of cues, longest first; ... is up to eight words, # a number, * an ending."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(map(_as_pattern, ordered))


def _as_pattern(cue: str) -> str:
    escaped = re.escape(cue).replace(r"\ \.\.\.\ ", _GAP).replace(r"\#", _NUMBER).replace(r"\*", r"\w{2,14}")
    if escaped.endswith(r"\ \.\.\."):
        escaped = escaped.removesuffix(r"\ \.\.\.") + _GAP
    return escaped.replace(r"\ ", r"[ \t]{1,3}")


def bare_verbs(words: Iterable[str]) -> str:
    """Return verbs that carry no prefix, as in "cabuli X", with the endings they may take."""
    return rf"(?:{any_of(words)})(?:i|in|kan)?2?"


def office_pattern(table: Mapping[str, Any]) -> str:
    """Return an office or job, up to four words of its place that are no verb and no "saya", and titles."""
    doubts = table["doubts"]
    title = any_of(table["titles"]["words"])
    words = any_of([*table["official"]["before"], *table["official"]["jobs"]])
    stop = any_of([*table["official"]["no_place"], *doubts["slang_verbs"], *doubts["bare_stops"]])
    stop = rf"{stop}|{bare_verbs(doubts['bare_verbs'])}|(?!pendidikan)\w{{3,12}}kan"
    return (
        rf"(?:the\s)?(?:{words})(?:[ \t](?!(?:{stop})(?!\w)|me|di|ber)[\w./-]{{1,20}}){{0,4}}"
        rf"[\s,:(.\"'-]{{1,4}}(?:(?:{title})(?:\.[ \t]{{0,2}}|[ \t]{{1,2}})){{0,5}}"
    )


def _side(table: Mapping[str, Any], title: str, office: str) -> dict[str, Any]:
    link = any_of(table["reporter"]["links"])
    between = rf"(?:\d{{1,2}}[.):]?\s{{0,3}})?[:\s]{{0,3}}(?:(?:{link})[\s:]{{1,3}}){{0,3}}"
    before = {role: any_of(table[role]["before"]) + _kin(table, role) for role in SIDE_ORDER}
    people = any_of(table["witness"]["people"])
    doer = any_of(table["accused"]["label"]) + "|guru|kepala|pegawai|petugas|oleh|sama|sm|bendahara"
    naming = rf"(?:{any_of(table['witness']['naming'])})"
    soon = rf"(?:(?:{any_of(table['witness']['soon'])})\s){{0,3}}"
    passives, not_victims = any_of(table["witness"]["victim_of"]), any_of(table["accused"]["passive"])
    near = r"[\s,;()\"'“”-]{0,4}"
    own = any_of(table["numbers"]["reporter"])
    source, holder = any_of(table["witness"]["from_account"]), any_of(table["witness"]["holder"])
    between_words = rf"(?:[ \t](?!(?:{doer})(?!\w))[\w.-]{{1,15}}){{0,3}}"
    return {
        "side_before": {
            role: re.compile(
                rf"(?<!\w)(?:{words}){_LOOSE}(?:\d{{1,2}}[.)]\s{{0,3}})?(?:(?:{link})\s){{0,2}}\Z"
            )
            for role, words in before.items()
        },
        "side_office": {
            role: re.compile(rf"(?<!\w)(?:{_object(table, role, words)}){_LOOSE}{between}{office}\Z")
            for role, words in before.items()
        },
        "side_after": {
            role: _after(role, any_of(table[role]["after"]) + _kin(table, role)) for role in SIDE_ORDER
        },
        # "Saya X melapor", "My name is X and I teach": what begins a clause says more than the verb
        "myself": re.compile(
            rf"(?:\A|[.,:;(\n]|(?<!\w)(?:nama|bahwa|perkenalkan|dear sir|hello|hi))\s{{0,3}}"
            rf"(?:{before[Role.REPORTER]}){_LOOSE}(?:(?:{link})\s){{0,2}}\Z"
        ),
        "people": re.compile(
            rf"(?<!\w)(?:{people}){between_words}[ \t]{{1,2}}{naming}[\s:.]{{1,3}}"
            rf"(?:(?:{title})\.?\s{{1,2}}){{0,3}}\Z"
        ),
        "victims": re.compile(rf"{near}(?:yang\s|yg\s)?{soon}(?:{passives})(?!\w)"),
        # "X menolak, lalu dipecat": later in the clause, without another subject
        "victims_later": re.compile(
            r"[^.;\n]{0,60}?(?:,|\b(?:dan|lalu|kemudian|sampai|hingga|sehingga|malah|makanya|akibatnya|akhirnya"
            r"|and|then))"
            rf"\s{soon}(?:(?:dia|ia|beliau)\s)?"
            rf"(?:{passives}|melapor|mengadu|mengeluh|menangis|bersaksi|cerita ke)(?!\w)"
            rf"|[^.;\n]{{0,40}}?\b(?:setelah|sesudah|karena|krn|akibat|gara-gara|sebab|usai|habis|after|because)"
            rf"\s{soon}(?:(?:dia|ia|beliau|he|she)\s)?{soon}(?:{any_of(table['witness']['hurt'])})(?!\w)"
        ),
        "passive": re.compile(
            rf"{near}(?:yang\s|yg\s)?{soon}(?!(?:{not_victims})(?!\w))(?:di[a-z]{{3,20}}|was|were)(?!\w)"
        ),
        "payer": re.compile(
            rf"(?:(?<!\w)(?:{source})[ \t]"
            rf"|(?<!\w)(?:rek\w{{0,5}}|norek|akun|atm|account)[ \t]"
            rf"(?:[\w.]{{1,15}}[ \t]){{0,2}}(?:{own})(?!\w))"
            rf"[^\n]{{0,48}}(?<!\w)(?:{holder})[\s.:]{{1,3}}(?:(?:{title})\.?\s){{0,3}}\Z"
        ),
    }  # fmt: skip


def _kin(table: Mapping[str, Any], role: Role) -> str:
    """For the family, more alternatives: every relative with every word for "my", as in "adik ipar sy"."""
    if role is not Role.FAMILY:
        return ""
    lists = {name: any_of(words) for name, words in table[role].items()}
    return (
        rf"|(?:{lists['kin']})(?:ku|[ \t]{{1,3}}(?:{lists['whose']}))"
        rf"|(?:{lists['whose_en']})[ \t]{{1,3}}(?:{lists['kin_en']})"
    )


def _object(table: Mapping[str, Any], role: Role, words: str) -> str:
    """Before an office the witnesses' cues hold whom somebody forces or gets something from, too."""
    if role is not Role.WITNESS:
        return "|".join([words, *filter(None, [any_of(table[role].get("before_office", ()))])])
    not_from = "".join(rf"(?<!{re.escape(word)} )" for word in table["witness"]["not_from"])
    return rf"{words}|{any_of(table['witness']['victim_after'])}|{not_from}dari|from"


def _after(role: Role, words: str) -> re.Pattern[str]:
    """What may stand right of a name: of family only "X, istri saya", else up to three words between."""
    between = (
        r"(?:(?:adalah|yaitu|is|ini|itu)\s)?"
        if role is Role.FAMILY
        else r"(?:(?!(?:sampai|hingga|sampe|smpe|until)\s)[\w./]{1,20}\s){0,3}?"
    )
    # A colon right after a name makes it the speaker of a chat line, not the subject of what follows.
    forcing = "" if role is Role.FAMILY else rf"(?!.{{0,40}}?{_FORCING})"
    return re.compile(rf"[\s,;()\"'“”-]{{0,4}}{forcing}{between}(?:{words})(?!\w)")


def _doers(table: Mapping[str, Any], title: str, office: str) -> dict[str, Any]:
    accused, official = table["accused"], table["official"]
    # No bare comma and no word of a proof between verb and thing: "minta bukti transfer" asks for no money.
    word = r"\w[\w.]{0,19}(?:,\d\w{0,9}|,(?=[ \t](?:total|sebesar|senilai)))?"
    step = rf"(?:[ \t](?!(?:{any_of(accused['proofs'])})(?!\w)){word}){{0,8}}"
    thing = rf"{step}[ \t]{{1,3}}(?:{any_of(accused['money'])})|[ \t]{{1,3}}{_NUMBER}"
    asked = rf"(?:{any_of(accused['ask'])})(?:{thing})"
    took = "|".join(
        rf"(?:{any_of(accused[verb])})[ \t](?:{any_of(accused[whose])})"
        for verb, whose in (("took", "took_from"), ("holds", "holds_from"))
    )
    took = rf"(?:{took})[ \t](?:[\w-]{{1,20}}[ \t]){{0,2}}"
    after = rf"{any_of(accused['after'])}|{asked}|{took}(?:{any_of(accused['took_what'])})"
    brave = bare_verbs(table["doubts"]["bare_whistle"])
    blocked = rf"{any_of(accused['blocked'])}|{brave}"
    another = rf"(?!(?:{any_of(accused['modals'])})(?!\w))me(?:m|n|l|r)[a-z]{{3,16}}"
    filler = rf"(?:(?!(?:{blocked}|{another})(?!\w))[\w./-]{{1,20}}\s){{0,3}}?"
    # what a head wants done to somebody ("kata kepala, tolong pecat X") is no plea of the writer's
    begin = r"(?:\A|[.!\n]\s{0,2}|(?<!\w)(?:saya|kami|sy|min|admin|pak|bu|bapak|ibu|irjen),?\s)"
    offices = any_of(official["before"])
    aside = rf"(?:the\s)?(?:(?:{offices}|{any_of(official['jobs'])})(?!\w)[^,;.\n]{{0,40}},\s)?"
    return {
        "label": re.compile(
            rf"(?<!\w)(?:{any_of(accused['label'])})(?!\w|\))(?:[ \t](?:\d|i{{1,3}})(?!\w))?{_LOOSE}"
            rf"(?:(?:{any_of(table['doubts']['links'])})[\s:]{{1,3}}){{0,3}}"
            rf"(?:\d{{1,2}}[.)]\s{{0,2}})?(?:{office})?\Z"
        ),
        "accused_before": re.compile(
            rf"(?<!\w)(?:{any_of(accused['before'])}|{_done(accused)}){_LOOSE}(?:{office})?\Z"
            rf"|(?:{begin}(?:{any_of(accused['pleas'])})"
            rf"|(?<!\w)(?:{any_of(accused['ones'])})[ \t](?:{any_of(accused['hits'])}))"
            rf"[ \t](?:(?:{title})\.?[ \t]){{0,3}}(?:{office})?\Z"
        ),
        "accused_after": re.compile(rf"[\s,;()\"'“”-]{{0,4}}{aside}{filler}(?:{after})(?!\w)"),
        "remark": re.compile(
            r"\s{0,2}\((?:terlapor|teradu|terperiksa|tersangka|terdakwa|tergugat|the accused)\)"
        ),
        "plea": re.compile(
            rf"{begin}(?:mohon|tolong|tlg)\s(?:agar\s|supaya\s)?"
            rf"(?:(?:{title})\.?\s){{0,3}}(?:{office})?\Z"
        ),
        "sanctions": re.compile(
            rf"\s(?:(?:ini|itu|segera|untuk|agar|supaya)\s){{0,2}}(?:{any_of(accused['sanctions'])})(?!\w)"
        ),
        "official_before": re.compile(rf"(?<!\w)(?:{offices}){_LOOSE}\Z"),
        # "kepala madrasah, pak X": an office, a few words that are no verb and no "saya", and a title.
        "office_and_title": re.compile(rf"(?<!\w){office}\Z"),
        "acting": re.compile(
            rf"(?:[\s,;()\"'“”-]{{0,4}}(?!(?:{any_of(official['not_acting'])}|{brave})(?!\w))[\w./-]{{1,20}}){{0,5}}?"
            rf"[\s,;()\"'“”-]{{1,4}}"
            rf"(?:{any_of(official['acts'])})(?!\w)"
        ),
        "agent": re.compile(
            rf"(?<!\w)(?:{any_of(official['agent'])}|{any_of(accused['wrongs'])})[\s:]{{1,2}}(?:{office})\Z"
        ),
        "others": re.compile(rf"(?<!\w)(?:{any_of(table['reporter']['others'])})[\s:,.-]{{0,4}}\Z"),
    }  # fmt: skip


def _done(accused: Mapping[str, Any]) -> str:
    """The wrong done "oleh X" or "saya diperas X", "yang meminta adalah X", and money paid "kepada X"."""
    wrongs, active = any_of(accused["wrongs"]), any_of([*accused["ask"], *accused["after"]])
    between = rf"(?:[ \t](?!di(?!nas|a\b|ri\b)[a-z]{{3}}|(?:{any_of(accused['footage'])})\b)[\w.,]{{1,20}})"
    me = r"(?:saya|sy|kami|aku|kita)(?:[ \t](?:juga|sudah|pernah|sering|selalu|malah|telah|terus)){0,2}"
    return (
        rf"(?:{wrongs}){between}{{0,8}}[ \t]{{1,2}}(?:oleh|olh|by)(?:\ssdr)?"
        rf"|{me}[ \t](?:{wrongs})(?:[ \t](?:uang|duit|rp|{_NUMBER}|ribu|rb|juta|jt)){{0,4}}"
        rf"|(?:yang|yg)[ \t](?:{active})(?!\w){between}{{0,6}}[ \t]"
        rf"(?:adalah|ialah|yaitu|yakni|itu|namanya|bernama)"
        rf"|(?:{any_of(accused['pays'])})(?!\w){between}{{0,8}}[ \t]{{1,2}}(?:kepada|kpd|ke|pada)"
    )


def _money(table: Mapping[str, Any], title: str, office: str) -> dict[str, Any]:
    """Who is asked, forced or told of as a source, and who gets money or does something without any wrong."""
    witness, accused = table["witness"], table["accused"]
    due = any_of([*accused["due"], *table["doubts"]["dues"]])
    titled = rf"{_LOOSE}(?:{office}|(?:(?:{title})\.?\s{{1,2}}){{0,5}})\Z"
    between = rf"(?:[ \t](?!(?:{any_of(witness['handed'])})(?!\w))[\w.,]{{1,20}}){{0,8}}"
    out_of = "dari|dr|drpd|from"
    given_to = rf"(?:kepada|kpd|pada|ke|sama|sm|karo|of|to|{out_of})"
    link = r"(?:(?:adalah|yang|yg|yaitu|is|was|juga|seorang|sebagai|sendiri|who)\s){0,3}"
    they = r"(?:dialah|beliaulah|dia|ia|beliau|he|she|orang ini|yang bersangkutan)"
    not_from = "".join(rf"(?<!{re.escape(word)} )" for word in witness["not_from"])
    return {
        "asked": re.compile(
            rf"(?<!\w)(?:(?:{any_of(witness['asks'])}){between}[ \t]{{1,2}}{not_from}{given_to}"
            rf"|(?:{any_of(witness['taken'])}){between}[ \t]{{1,2}}{not_from}(?:{out_of})){titled}"
        ),
        "object": re.compile(rf"(?<!\w)(?<!yang )(?<!yg )(?:{any_of(witness['victim_after'])}){titled}"),
        "source_later": re.compile(
            rf"[^\n]{{0,100}}?[.;,!]\s{{1,2}}{they}[ \t]{link}"
            rf"(?:{any_of(witness['sources'])}|{any_of(witness['hurt'])})(?!\w)"
        ),
        "due": re.compile(
            rf"(?<!\w)(?:{due})(?!\w)[^.;\n]{{0,60}}[ \t](?:kepada|kpd|ke|pada|to){titled}"
        ),
        "other_by": re.compile(rf"(?<!\w)(?:oleh|olh|by){titled}"),
        "harmless_after": re.compile(
            rf"[\s,]{{0,3}}(?:[\w.]{{1,20}}\s){{0,3}}?\w{{4,14}}\s(?:{any_of(accused['footage'])})(?!\w)"
        ),
    }  # fmt: skip


def _places(table: Mapping[str, Any], title: str, office: str) -> dict[str, Any]:
    headings, numbers = table["headings"], table["numbers"]
    ends = any_of(headings["signing"])
    return {
        "headings": {
            Role(role): re.compile(
                rf"(?:[\w.]{{1,20}}[ \t]){{0,3}}(?:{any_of(words)})\b[^:\n]{{0,30}}:?\s*\Z"
            )
            for role, words in headings.items()
            if role not in ("closing", "signing")
        },
        "closing": re.compile(rf"(?:{any_of(headings['closing'])})\b"),
        "signature": re.compile(
            rf"(?<!\w)(?:{ends})(?!\w)[^\n:]{{0,40}}?[\s,.!(]{{1,6}}(?:{office})?"
            rf"(?:(?:{title})\.?\s{{0,2}}){{0,4}}\Z"
        ),
        "signed_line": re.compile(rf"\s*(?:{office})?(?:(?:{title})\.?[ \t]{{0,2}}){{0,4}}\(?\Z"),
        "sender": re.compile(
            rf"(?:\A|\n|[.!?]\s)\s{{0,3}}(?:dari|from)[\s:]{{1,3}}(?:(?:{title})\.?\s{{1,2}}){{0,3}}\Z"
        ),
        "belongs": re.compile(
            rf"[\s,(:-]{{0,4}}(?:(?:{any_of(numbers['its'])})[\s.]{{1,2}}){{0,3}}"
            rf"(?:{any_of(numbers['reporter'])})(?!\w)"
        ),
        "called": re.compile(
            rf"(?<!\w)(?:{any_of(numbers['called'])})(?!\w)"
            rf"(?!.{{0,30}}(?<!\w)(?:{any_of(numbers['using'])})(?!\w))"
        ),
        "joined": re.compile(
            rf"[\s,.;]{{0,3}}(?:dan|serta|sama|sm|and|&|,|;)?\s{{0,2}}(?:\d{{1,2}}[.)]\s{{0,2}})?"
            rf"(?:(?:{title})\.?\s{{0,2}}){{0,3}}(?:{office})?\Z"
        ),
    }  # fmt: skip


def _numbers(table: Mapping[str, Any], title: str, office: str) -> dict[str, Any]:
    """What may stand beside a number: for one that is kept labels only."""
    numbers, doubts = table["numbers"], table["doubts"]
    label = rf"(?:{any_of(numbers['labels'])})(?!\w)"
    labels = rf"(?:{label}[\s.:,;()/|=#'’s-]{{0,4}}){{0,6}}"
    noun = any_of(table["accused"]["label"])
    not_of = "".join(rf"(?<!{word} )" for word in sorted(doubts["beside_accused"]))
    own_office = rf"(?:(?:selaku|sebagai|sbg|jabatan|jabatannya|as|the)[\s:]{{1,2}}){{0,2}}{office}"
    by_call = rf"(?:{any_of(numbers['called'])})[ \t](?=(?:{any_of(numbers['using'])})(?!\w))"
    pays = "transfer|tf|trf|setor|bayar|kirim|pay|send"
    paid = rf"(?:{pays}|setorkan|bayarkan|kirimkan|dikirim|paid|sent|transferred)"
    asked = rf"(?<!\w)(?:{any_of(numbers['demands'])})(?!\w)[^.;\n]{{0,40}}?[ \t](?:di|men|me)?{paid}"
    into = r"(?:rek\w{0,6}|norek)(?!\w)[\s.:]{0,3}"
    # After a full stop only what points back: "X. HP-nya 0812", "X. NIP 1982", not "X. HP 0812".
    near = r"(?:\.\s(?=nip|[a-z]{2,9}[- ]?nya\b))?[\s,:;()/|\"'“”–—-]{0,6}"
    return {
        "numbers": {
            Role.REPORTER: re.compile(rf"(?<!\w)(?:{any_of(numbers['reporter'])})(?!\w)"),
            Role.ACCUSED: re.compile(
                rf"(?<!\w){not_of}(?:{noun}|penipu)(?:nya|'s)?(?!\w)(?:[ \t](?:ini|itu|tsb|tersebut))?"
                rf"[\s:.,(]{{1,4}}{labels}\Z"
            ),
        },
        "beside": re.compile(rf"{near}(?:{own_office})?(?:{by_call})?{labels}\Z"),
        "owned": re.compile(
            rf"[\s,(:-]{{1,4}}(?:(?:{any_of(numbers['its'])})[\s.:]{{1,2}}){{1,4}}"
            rf"(?:(?:{noun})[\s:]{{1,2}})?"
            rf"(?:(?:{title})\.?\s{{1,2}}){{0,4}}(?:{office})?\Z"
        ),
        "pay_to": re.compile(
            rf"(?:{asked}|(?<!\w)di{paid}|(?:\A|[,:;])\s{{0,2}}(?:{pays}))"
            rf"(?:nya)?(?!\w)[^.;\n\d]{{0,16}}[ \t](?:ke|to|kepada)[ \t]{labels}\Z"
            rf"|(?<!\w)(?:{any_of(table['accused']['ask'])})[ \t][^.;\n]{{0,32}}[ \t]ke[ \t]{into}{labels}\Z"
        ),
        "owing": re.compile(rf"(?<!\w)(?:{any_of(doubts['dues'])})(?!\w)"),
        "accused_noun": re.compile(rf"(?<!\w)(?:{noun})(?!\w)"),
        "own_line": re.compile(
            rf"\s*(?:[\da-h][.)]\s{{0,2}})?(?!alamat e)(?:{any_of(numbers['own_keys'])})(?!\w)"
        ),
        "form_end": re.compile(
            rf"\s*(?:[\w./]{{1,20}}[ \t]){{0,2}}?(?:{any_of(numbers['form_ends'])})(?!\w)[^:]*:"
        ),
        "theirs": re.compile(
            rf"(?<!\w)(?:{any_of(numbers['people'])}|{any_of(table['family']['kin'])})(?:nya|ku)?"
            rf"(?:[ \t][\w.]{{1,20}}){{0,4}}[\s:.,(-]{{1,4}}\Z"
        ),
    }  # fmt: skip
