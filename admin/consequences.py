"""What a verb will do, in sentences and in fixed order: status, clocks, who is told, keys, undo."""

from casemgr.clocks import NEVER
from casemgr.desk.views import Consequences, VerbForm
from casemgr.rules.workflow import Verb

from .language import _, mark, short_date
from .words import Words

_CLOCKS = {
    "none": mark("Tenggat berjalan terus."),
    "start": mark("Tenggat penerimaan dan verifikasi mulai hari ini."),
    "complete": mark("Tenggat verifikasi selesai. Tenggat utama mulai hari ini."),
    "pause": mark("Semua tenggat dijeda sampai dilanjutkan."),
    "resume": mark("Jeda berakhir hari ini. Tenggat berjalan lagi."),
    "stop": mark("Tenggat utama selesai. Rekomendasi dan masa tanggapan punya tanggal sendiri."),
    "end": mark("Semua tenggat berakhir."),
    "renew": mark("Tenggat utama baru mulai hari ini. Yang lama tetap tersimpan."),
    "recompute": mark("Tenggat dihitung ulang dari tanggal mulai yang semula."),
}

_WHO = {
    "reporter": mark("Pelapor"),
    "assignee": mark("Petugas yang dipilih"),
    "decider": mark("Orang yang memutuskan"),
    "team": mark("Tim tujuan"),
    "subject": mark("Terlapor"),
    "reported_unit": mark("Unit terlapor"),
}
_LASTING = frozenset({Verb.ASK, Verb.ANSWER, Verb.GIVE_FEEDBACK})

Part = tuple[str, list[str]]


def sentences(form: VerbForm, words: Words, *, reported: str) -> list[Part]:
    """Give the five parts, each a heading and its lines; `reported` names the unit complained about."""
    what, is_merge = form.consequences, form.verb is Verb.MERGE
    return [
        (
            _("Status"),
            [
                _("Menjadi bagian perkara tujuan. Di antrean hanya perkara tujuan yang tampil.")
                if is_merge
                else _status(what, words, form.persons),
                *lapsing(what, words),
            ],
        ),
        (_("Tenggat"), [_("Tenggat perkara tujuan yang berlaku.")] if is_merge else _clocks(what)),
        (_("Siapa diberi tahu"), _told(form, words, reported)),
        (_("Kunci"), _keys(what)),
        (_("Bisa dibatalkan?"), [_undo(form)]),
    ]


def _status(what: Consequences, words: Words, persons: int) -> str:
    now = words.status(what.status_from)
    if what.status_to is None or what.status_to is what.status_from:
        return _("Tetap %(status)s.", status=now)
    moves = _("%(before)s → %(after)s", before=now, after=words.status(what.status_to))
    return _("%(moves)s, setelah disetujui orang kedua.", moves=moves) if persons == 2 else moves


def lapsing(what: Consequences, words: Words) -> list[str]:
    """Say which requests of two persons this step lets lapse."""
    return [
        _(
            "Permintaan %(asker)s kepada %(decider)s gugur: %(verb)s.",
            asker=one.asked_by,
            decider=one.decider,
            verb=words.verb(one.verb.value).lower(),
        )
        for one in what.lapses
    ]


def _clocks(what: Consequences) -> list[str]:
    lines = [_(_CLOCKS.get(what.clock_effect, _CLOCKS["none"]))]
    if what.due_before is not None and what.due_before != NEVER and what.clock_effect in ("none", "pause"):
        lines.append(_("Tenggat terdekat sekarang: %(day)s.", day=short_date(what.due_before)))
    return lines


def _told(form: VerbForm, words: Words, reported: str) -> list[str]:
    what = form.consequences
    moves = what.status_to is not None and what.status_to is not what.status_from
    lines = [
        _("%(who)s: “ada tugas baru”, tanpa nomor dan tanpa isi.", who=_(_WHO.get(who, who)))
        for who in what.told
        if who != "reporter"
    ]
    if form.verb in _LASTING:
        lines.append(_("Pelapor membaca tulisan ini dengan kodenya."))
    if moves and what.status_to is not None:
        lines.append(_("Pelapor melihat: “%(label)s”.", label=words.public_status(what.status_to)))
    untold = [_name(who, reported) for who in what.not_told if who != "reporter" or not moves]
    return lines + [_("%(who)s: tidak diberi tahu.", who=who) for who in dict.fromkeys(untold)]


def _name(who: str, reported: str) -> str:
    return reported if who == "reported_unit" and reported else _(_WHO.get(who, who))


def _keys(what: Consequences) -> list[str]:
    lines = [_("%(who)s bisa membuka perkara ini.", who=_(_WHO.get(who, who))) for who in what.gets_key]
    lines += [_("%(who)s kehilangan kunci untuk tulisan berikutnya.", who=who) for who in what.loses_key]
    return lines or [_("Tidak ada kunci yang berpindah.")]


def _undo(form: VerbForm) -> str:
    if form.persons == 2:
        return _("Tidak oleh Anda. Orang kedua bisa menolaknya.")
    if form.verb in _LASTING:
        return _("Tidak. Pelapor bisa langsung membacanya.")
    if form.consequences.can_undo:
        return _("Ya, dengan langkah lain. Riwayat tetap mencatat keduanya.")
    return _("Tidak. Langkah ini tercatat dan tidak bisa ditarik.")
