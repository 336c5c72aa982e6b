"""Words that take the accusation out of a sentence: "X menolak memalsukan", "memecat guru bernama X".

The patterns complete those of `anonymizer.role_cues`; their lists are in `lexicons/roles.toml`. A name they
speak of is in doubt, or on the reporter's side, whatever verb of the accused stands beside it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from anonymizer.role_cues import any_of, bare_verbs, office_pattern

_NEAR = r"[\s,;()\"'“”-]{0,4}"
_LOOSE = r"[\s:;,.()/\"'“”-]{0,8}"
# An active or passive verb, by its prefix.
_VERB = r"(?:me(?:m|n|l|r)\w{3,16}|di(?!nas|kantor|rumah|sekolah|sini|sana|situ)[a-z]{4,14})"


@dataclass(frozen=True, slots=True)
class Doubts:
    """Patterns for lower-case text left (`search`) or right (`match`) of a name.

    Left: `of_accused` "istri terlapor"; `friend`, `kin` a noun of the reporter's side, its place and a
    comma; `pupil` "siswa"; `listed` "Saksi: (1) X; (2)"; `suffered` "pemukulan terhadap"; `struck` a blow
    at somebody "bernama"; `object` any active verb, `object_end` one before a post; `named_job` "petugas
    loket bernama"; `owed` "honor diterima"; `received` "diterima", with `money` before it; `given`
    "kepada", with `paid` before it; `kin_account` "rekening istrinya a.n."; `summoned` "diminta datang
    oleh"; `hushed` "terlapor memberi uang kepada"; `sued` "kepala melaporkan", with `police` behind.
    Left too: `denied` "bukan", `accusing` "kepala menuduh", `countered` "mengancam melaporkan", `avowed`
    "saya mengaku,", `supposed` "kalau" with `surely` behind. `cleared` "padahal tidak" stands behind;
    `taken_in` is a verb at the beginning of what was found as a name.
    Right: `refuses`, `excused`, `short` "hanya", `due_after` "sebagai ganti rugi", `relative` "yang".
    """

    of_accused: re.Pattern[str]
    friend: re.Pattern[str]
    kin: re.Pattern[str]
    pupil: re.Pattern[str]
    suffered: re.Pattern[str]
    struck: re.Pattern[str]
    object: re.Pattern[str]
    object_end: re.Pattern[str]
    named_job: re.Pattern[str]
    owed: re.Pattern[str]
    received: re.Pattern[str]
    given: re.Pattern[str]
    hushed: re.Pattern[str]
    sued: re.Pattern[str]
    refuses: re.Pattern[str]
    excused: re.Pattern[str]
    short: re.Pattern[str]
    due_after: re.Pattern[str]
    police: re.Pattern[str]
    relative: re.Pattern[str]
    money: re.Pattern[str]
    paid: re.Pattern[str]
    kin_account: re.Pattern[str]
    summoned: re.Pattern[str]
    listed: re.Pattern[str]
    taken_in: re.Pattern[str]
    denied: re.Pattern[str]
    accusing: re.Pattern[str]
    countered: re.Pattern[str]
    cleared: re.Pattern[str]
    avowed: re.Pattern[str]
    supposed: re.Pattern[str]
    surely: re.Pattern[str]


@cache
def doubts() -> Doubts:
    """Return the patterns, made once from the lists."""
    source = resources.files("anonymizer").joinpath("lexicons/roles.toml").read_text(encoding="utf-8")
    table = tomllib.loads(source)
    title = rf"(?:(?:{any_of(table['titles']['words'])})(?:\.\s{{0,2}}|\s{{1,2}}))"
    words = {name: any_of(cues) for name, cues in table["doubts"].items()}
    titled = rf"{_LOOSE}(?:{title}{{0,2}}{office_pattern(table)}|{title}{{0,5}})\Z"
    return Doubts(
        **_around(table, words, titled),
        **_verbs(words, title, titled, bare_verbs(table["doubts"]["bare_verbs"])),
        **_money(table, words, titled),
        **_errands(table, words, titled),
        **_denials(table, words, titled),
        **_right(table, words),
    )


def _around(table: Mapping[str, Any], words: Mapping[str, str], titled: str) -> dict[str, re.Pattern[str]]:
    label, link = any_of(table["accused"]["label"]), rf"(?:(?:{words['links']})\s{{1,2}}){{0,3}}"
    place = rf"(?:[ \t](?!{_VERB}|\d|(?:{words['telling']})(?!\w))[\w./-]{{1,20}}){{0,6}}[ \t]?,"
    kin = rf"(?:{any_of(table['family']['kin'])})[ \t](?:{any_of(table['family']['whose'])})"
    return {
        "of_accused": re.compile(
            rf"(?<!\w)(?:{words['beside_accused']})[ \t]{{1,2}}(?:(?:dari|si|sang|para|of|the)[ \t]){{0,2}}"
            rf"(?:{label}){_LOOSE}{link}{titled}"
        ),
        "friend": re.compile(rf"(?<!\w)(?:{words['friends']}){place}{titled}"),
        # the second and later ones of "Saksi: (1) X, sopir; (2) "
        "listed": re.compile(
            rf"(?<!\w)(?:saksi|para saksi|saksi-saksi|korban|witness|witnesses)"
            rf"(?:[ \t][\w-]{{1,20}}){{0,5}}[ \t]?:"
            rf"(?![^\n]*(?:{label}))[^\n]{{0,80}}[\s;,]\(?[2-9a-h][.)]{titled}"
        ),
        "pupil": re.compile(rf"(?<!\w)(?:{words['pupils']})[ \t]{{1,2}}\Z"),
        "kin": re.compile(rf"(?<!\w){kin}{place}{titled}"),
        "suffered": re.compile(
            rf"(?<!\w)(?!(?:{words['measures']})(?!\w))(?:{words['suffering']}|pe\w{{3,14}}an)[ \t]"
            rf"(?:[\w.]{{1,20}}[ \t]){{0,2}}?(?:{words['towards']})"
            rf"{_LOOSE}(?:[\w./-]{{1,20}}\s(?:{words['naming']})\s)?{titled}"
        ),
    }  # fmt: skip


def _verbs(words: Mapping[str, str], title: str, titled: str, bare: str) -> dict[str, re.Pattern[str]]:
    """What stands left of an object, with or without "guru bernama" between the verb and the name."""
    one = r"(?:(?:seorang|sorang|salah satu|salah seorang|si|sang|para|oknum|a|an|the|his|her)[ \t])?"
    not_done = rf"(?!(?:{words['no_harm']})(?!\w))"
    slang = rf"(?:{words['slang_verbs']})2?"
    phrase = r"(?:bikin|bekin|buat|kas|kasih|kasi|bawa|tarik|ambil|jual|tahan|pegang)[ \t](?!ke)\w{3,10}"
    active = rf"(?<!\w){not_done}(?:me(?:m|n|l|r)\w{{3,16}}|{slang}|(?<!kena ){bare}|{phrase})"
    which = r"(?:(?:yang|yg)[ \t])?"
    post = rf"[ \t]{one}(?:[\w./-]{{1,20}}[ \t]){{1,5}}?{which}(?:{words['naming']})\s{{1,2}}{title}{{0,4}}\Z"
    yours = (
        r"(?:[ \t](?:(?:yang|yg)[ \t](?!di)[\w./-]{1,20}"
        rf"|(?!{_VERB}|(?:yang|yg|atas|{slang}|{bare}|lapor|laporkan|adukan)(?!\w))[\w.,/()-]{{1,20}}))"
    )
    return {
        "struck": re.compile(rf"(?<!\w)(?<!yang )(?<!yg )(?:{words['blows']})(?!\w){post}"),
        "object": re.compile(
            rf"(?:{active}|(?<!\w)(?<!yang )(?<!yg )(?:meminta|minta|mintak))(?!\w)[ \t]{{1,3}}{titled}"
        ),
        "object_end": re.compile(
            rf"(?:{active}|(?<!\w)(?:{words['whose']}|(?:yang|yg)[ \t]di[a-z]{{3,14}}))[ \t]{{1,2}}{one}\Z"
        ),
        "taken_in": re.compile(
            rf"(?!desak[ \t](?:{words['after_desak']})(?!\w))"
            rf"(?:(?:da|so|na|su|pi)[ \t])?(?:{bare}|{slang}|{words['blows']})(?:[ \t]|\Z)"
        ),
        "named_job": re.compile(
            rf"(?<!\w)(?:{words['posts']})(?:nya)?{yours}{{0,8}}?[ \t](?:(?:yang|yg)[ \t])?"
            rf"(?:{words['job_naming']})[\s:.]{{1,3}}(?:(?:pun|itu|adalah|yaitu)[ \t])?{title}{{0,4}}\Z"
        ),
    }  # fmt: skip


def _money(table: Mapping[str, Any], words: Mapping[str, str], titled: str) -> dict[str, re.Pattern[str]]:
    """Who gets what is theirs or no money, and money on its way to somebody."""
    sum_, by = r"\d[\d.,]*\s?(?:rb|ribu|jt|juta|k)\b", r"(?:[ \t](?:oleh|olh|by))?"
    gap = r"(?!\w)[^.;\n]{0,40}?(?<!\w)"
    passive = "disimpan|dipegang|diambil|dikumpulkan|diamankan|diserahkan|dibuat|diunggah"
    kin, rest = any_of(table["family"]["kin"]), r"[^;\n]{0,48}(?<!\w)"
    holder = rf"(?:{words['naming']}|an)[\s.:]{{1,3}}{titled}"
    account = r"(?:rek\w{0,5}|norek|akun|atm|account|dana|ovo|gopay)(?:nya)?"
    return {
        "owed": re.compile(
            rf"(?<!\w)(?:(?:{words['dues']}|{words['papers']}){gap}"
            rf"(?:diterima|diminta|diperoleh|didapat|dimohon|diajukan)"
            rf"|(?:{words['payments']}){gap}dilakukan|(?:{words['evidence']}){gap}(?:{passive})){by}{titled}"
        ),
        "received": re.compile(rf"(?<!\w)diterima{by}{titled}"),
        "money": re.compile(
            rf"(?<!\w)(?:{words['takings']}|rp\.?\s?\d|{sum_})[^\n]{{0,80}}(?<!,)\s(?=diterima)"
        ),
        "given": re.compile(rf"(?<!\w)(?:kepada|kpd|ke|pada|buat|untuk|to){titled}"),
        "paid": re.compile(
            rf"(?<!\w)(?:{words['paying']}|{words['takings']}|rp\.?\s?\d|{sum_}|ratus|ribu|juta|million)"
        ),
        "kin_account": re.compile(
            rf"(?<!\w){account}[ \t](?:(?:milik|punya|of)[ \t])?(?:{kin})\w{{0,4}}(?!\w){rest}{holder}"
            rf"|(?<!\w)(?:{words['dues']})(?!\w)[^;\n]{{0,60}}(?<!\w)rek\w{{0,5}}{rest}{holder}"
        ),
    }  # fmt: skip


def _errands(table: Mapping[str, Any], words: Mapping[str, str], titled: str) -> dict[str, re.Pattern[str]]:
    """Who is merely called in, and whom the accused pays or reports to keep them quiet."""
    label = any_of(table["accused"]["label"])
    step = rf"(?:[ \t](?!(?:{words['forcing']})(?!\w))[\w./-]{{1,20}}){{0,3}}?"
    return {
        "summoned": re.compile(
            rf"(?<!\w)(?:diminta|disuruh|dipanggil|diminta untuk|asked to)[ \t](?:\w{{1,12}}[ \t])?"
            rf"(?:{words['errands']})(?!\w)[^;\n]{{0,40}}[ \t](?:oleh|olh|sama|sm|by){titled}"
        ),
        "hushed": re.compile(
            rf"(?<!\w)(?:{label}){step}[ \t](?:{words['gives']})(?!\w)"
            rf"[^.;\n]{{0,50}}[ \t](?:kepada|kpd|ke|pada|to){titled}"
        ),
        "sued": re.compile(
            rf"(?<!\w)(?:{label}|{words['powerful']}){step}[ \t]"
            rf"(?:melaporkan|mengadukan|ngelaporin|laporin){titled}"
        ),
    }


def _denials(table: Mapping[str, Any], words: Mapping[str, str], titled: str) -> dict[str, re.Pattern[str]]:
    """Charges that others make, that are only supposed or false, or that whoever writes owns up to."""
    label = any_of(table["accused"]["label"])
    me, us = "saya|sy|aku|kami|gue|gw|i|we", ("mereka", "warga", "jamaah", "they", "parents")
    by_me = "".join(rf"(?<!\b{word} )" for word in (*me.split("|"), *us))
    will = r"(?:(?:akan|mau|bakal|ingin|mo|balik)[ \t]){0,2}"
    return {
        "denied": re.compile(rf"(?<!\w)(?:{words['denials']}){titled}"),
        "accusing": re.compile(
            rf"(?<!\w){by_me}(?:{words['accusing']}){titled}"
            rf"|(?<!\w)(?:{words['powerful']}|{label}|bendahara)(?:nya)?[ \t](?:{words['calling']}){titled}"
        ),
        "countered": re.compile(
            rf"(?<!\w)(?:(?:mengancam|ngancam|ngancem|ancam)[ \t]{will}|(?:balik|malah)[ \t])"
            rf"(?:{words['threats']}|akan|mau)(?:[ \t]balik)?{titled}"
            rf"|(?<!\w)(?:{words['threats']})[ \t]balik{titled}"
            rf"|(?<!\w)(?:{label}|{words['powerful']})(?:[ \t][\w./-]{{1,20}}){{0,4}}?[ \t](?:yang|yg)[ \t]"
            rf"(?:suruh|nyuruh|{words['threats']}){titled}"
        ),
        "cleared": re.compile(rf"[^.;\n]{{0,80}}?(?:[.,;][ \t]{{0,2}}|[ \t])(?:{words['cleared']})(?!\w)"),
        "avowed": re.compile(
            rf"(?<!\w)(?:{me})[ \t](?:[\w.]{{1,20}}[ \t]){{0,2}}(?:{words['avowing']})[ \t]?,{titled}"
        ),
        "supposed": re.compile(rf"(?<!\w)(?:{words['supposing']}){titled}"),
        "surely": re.compile(rf"[^.;\n]{{0,60}}?(?<!\w)(?:{words['surely']})(?!\w)"),
    }  # fmt: skip


def _right(table: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    accused = table["accused"]
    active = rf"(?:{any_of([*accused['ask'], *accused['after']])})"
    steps = rf"(?:(?!{_VERB})[\w./-]{{1,20}}\s){{0,2}}?"
    some = rf"(?:(?!(?:{any_of(accused['blocked'])})(?!\w))[\w./-]{{1,20}}\s){{0,3}}?"
    innocent = [
        rf"(?:{words['negations']})\s(?!(?:{words['not_only']})(?!\w)){steps}(?:{active}|{words['not_got']})",
        rf"{active}\s(?:(?:saya|sy|dia|me|him|her)\s)?(?:{words['in_return']})(?!\w|\snama)",
        rf"{active}\s(?:(?:si|balik)\s)?(?:{words['offenders']})(?!\w)",
        rf"(?:{words['whistle']})(?!\w)",
        rf"(?:{words['only']})\s{steps}(?:{words['gets']})(?!\w)",
        rf"(?:menahan|nahan)\s(?:{words['held_in']})(?!\w)",
        rf"(?:dilaporkan|diadukan)\s(?:{words['back_at']})(?!\w)",
        rf"(?:mengancam|ngancam|ngancem|ancam|threatened)\s(?:(?:akan|mau|bakal|untuk)\s){{0,2}}(?:{words['threats']})(?!\w)",
        rf"(?:{any_of(table['family']['kin'])}|{words['beside_accused']})(?:nya)?\s(?:dari\s|si\s)?(?:{any_of(accused['label'])}|{words['powerful']}|bendahara|pak|bu)(?!\w)",
        rf"(?:emoh|wegah|moh|ora gelem|ora gelem|teu daek|alim|indak amuah|tara)\s{steps}{active}",
        *_claims(accused, words),
    ]
    return {
        "refuses": re.compile(
            rf"{_NEAR}(?:[\w/. -]{{1,30}},\s)?(?:(?:dan|lalu|and)\s)?{some}(?:{words['refusing']})\s{steps}"
            r"(?:(?:untuk|disuruh|diminta|dipaksa|diajak|diperintah|to)\s){0,2}"
            rf"(?:{active}|{words['crimes']})(?!\w)"
        ),
        "excused": re.compile(rf"{_NEAR}{some}(?:{'|'.join(innocent)})"),
        "short": re.compile(rf"{_NEAR}(?:{words['only']}|{words['less']}|{words['incomplete']})(?!\w)"),
        "due_after": re.compile(
            rf"{_NEAR}(?:{words['purposes']})\s(?:\w{{1,20}}\s){{0,2}}?"
            rf"(?:{words['dues']}|{words['quiet']})(?!\w)"
            rf"|{_NEAR}(?:karena|krn|akibat|because)\s(?:\w{{1,20}}\s){{0,2}}?"
            rf"(?:{any_of(table['witness']['hurt'])})(?!\w)|{_NEAR}(?:telat|terlambat|dicicil|late)(?!\w)"
        ),
        "police": re.compile(rf"[^.;\n]{{0,40}}?(?<!\w)(?:{words['back_at']})(?!\w)"),
        "relative": re.compile(r"[\s,()]{1,3}(?:[\w./-]{1,20}\s){0,3}?(?:yang|yg|who)\s(?!di)"),
    }


def _claims(accused: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """What people do who want back or get what is theirs, and who sell to pay."""
    to_back = rf"(?:[ \t](?!(?:{words['conditions']})(?!\w))[\w.]{{1,20}}){{0,8}}?[ \t]"
    due = rf"(?:{words['dues']})(?!\w|\s(?:{words['not_due']}))"
    purpose = rf"(?:{words['purposes']})\s(?:\w{{1,20}}\s){{0,2}}?"
    loan = (
        rf"(?:{any_of(accused['ask'])})\s[^.;\n]{{0,40}}?(?:yang|yg|that\swas)\s(?:sudah\s|telah\s|pernah\s)?"
    )
    ask = r"(?:menagih|nagih|tagih|menuntut|minta|meminta|demanded|asked(?:\s(?:me|us|them))?(?:\sfor)?)"
    return [
        rf"(?:{any_of(accused['ask'])}){to_back}(?:(?:agar|supaya|biar)\s(?:segera\s)?)?(?:{words['given_back']})(?!\w|\snama)",
        rf"(?:{words['gets']})\s(?:(?:uang|dana|sisa|sebagian|the|his|her)\s){{0,2}}(?:{words['only']}|{due})(?!\w)",
        rf"(?:{words['gets']})(?!\w)[^;\n]{{0,60}}?(?:{words['less']})(?!\w)",
        rf"(?:{words['gets']})[^.;\n]{{0,40}}?\s{purpose}(?:{words['dues']})(?!\w)",
        rf"{ask}\s(?:(?:an?|the|his|her|their|uang)\s)?(?:{words['claims']})(?!\w)",
        rf"(?:mengambil|ambil|ngambil|menarik|tarik|narik)[^.;,\n]{{0,40}}?(?:{words['their_own']})(?!\w)",
        rf"{loan}(?:{words['on_loan']})(?!\w)",
        rf"(?:mengambil|ambil|ngambil|menarik|tarik|narik)\s[^.;,\n]{{0,40}}?(?:untuk|utk|buat|guna|demi)\s(?:{words['bills']})",
        rf"(?:menjual|jual|jualan)\s(?:\w{{1,20}}\s)?(?:{words['wares']})(?!\w)",
        rf"(?:menjual|jual|sold)[^.;\n]{{0,40}}?(?:untuk|utk|buat|demi|guna|to)\s(?:{words['bills']})",
    ]
