"""The queue: saved queues, filters, sorting, text search; titles are opened with the person's keys."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from casemgr.desk import Desk, QueueFilters
from casemgr.desk.views import QueueRow, SavedQueue
from casemgr.rules.vocabulary import ENDED
from casemgr.rules.workflow import Status, Verb
from casemgr.store.queries import Sort

from .bulk import ASSIGNING_ROLES, assign_many
from .frame import ConsoleView, page
from .language import _, full_date, language, mark, number
from .pages import render
from .policy import CASEWORK
from .visit import desk, now, office, posted, reading, visit
from .words import Badge, Words, clock_badge

_SORTS: tuple[Sort, ...] = ("due", "received", "severity")
_COUNT_CAP = 999
_PLACE = "000-0000"
_NOBODY = "none"
_NEVER_LISTED = frozenset({Status.DRAFT, Status.DESTROYED})
_OVER = ENDED | {Status.ARCHIVED, Status.DESTROYED}
_CASE_ID = re.compile(r"[0-9a-f]{32}\Z")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")


class QueueView(ConsoleView):
    """The list everybody who handles cases starts from."""

    def bar_label(self) -> str:
        """Name the entry of the bar."""
        return _("Antrean")

    @page("/", CASEWORK)
    def index(self) -> ResponseReturnValue:
        """Show one page of a queue; who only keeps records starts from what ended."""
        if not request.args and visit().roles == {"records_officer"}:
            return redirect(url_for("queue.index", saved="ended"), 303)
        return show_queue()

    @page("/search/", CASEWORK, methods=("POST",))
    def search(self) -> ResponseReturnValue:
        """Apply filters, and search the text when one was typed."""
        return apply_filters()

    @page("/assign/", CASEWORK, methods=("POST",))
    def assign(self) -> ResponseReturnValue:
        """Assign many cases, after a page that says which and which not."""
        return assign_many()


@dataclass(frozen=True)
class Select:
    """A filter as the page shows it; `first` is its answer for no limit."""

    name: str
    label: str
    first: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Saved:
    """A saved queue on the left."""

    code: str
    label: str
    count: str
    current: bool


@dataclass(frozen=True)
class Row:
    """One case of the list; `url` leads to it and carries the queue along."""

    view: QueueRow
    title: str
    clock: Badge
    url: str


# Groups and names of the saved queues, in the order of the page. The codes are the store's.
_GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (mark("Tugas saya"), (("mine", mark("Perlu saya kerjakan")), ("overdue", mark("Terlambat")))),
    (
        mark("Tim saya"),
        (
            ("new", mark("Baru masuk")),
            ("unassigned", mark("Belum ada petugas")),
            ("news", mark("Jawaban baru pelapor")),
            ("waiting", mark("Menunggu atau ditunda")),
            ("open", mark("Semua terbuka")),
            ("ended", mark("Sudah berakhir")),
        ),
    ),
)

_EMPTY = {
    "mine": mark("Tidak ada yang perlu Anda kerjakan."),
    "overdue": mark("Tidak ada yang terlambat."),
    "new": mark("Tidak ada laporan baru."),
    "news": mark("Tidak ada jawaban baru dari pelapor."),
    "waiting": mark("Tidak ada yang menunggu pelapor atau ditunda."),
    "ended": mark("Belum ada perkara yang berakhir."),
    "unassigned": mark("Semua perkara terbuka sudah punya petugas."),
}

_DUE = (("overdue", mark("Sudah lewat")), ("today", mark("Hari ini")), ("week", mark("Tujuh hari ke depan")))

_ORDERS = {
    "due": mark("tenggat terdekat di atas"),
    "received": mark("terbaru di atas"),
    "severity": mark("tingkat terberat di atas"),
}


@dataclass(frozen=True)
class Asked:
    """What a queue is narrowed to, as it stands in the address. `unit` is the unit complained about."""

    saved: str = ""
    status: str = ""
    kind: str = ""
    category: str = ""
    unit: str = ""
    assignee_id: str = ""
    due: str = ""

    def filters(self) -> QueueFilters:
        """Give the desk's filters; the reported unit and those below it are looked for by keyed tokens."""
        return QueueFilters(
            saved=self.saved or None,
            status=self.status or None,
            kind=self.kind or None,
            category=self.category or None,
            reported_tokens=office().unit_tokens(self.unit) if self.unit else None,
            assignee_id=self.assignee_id or None,
            due=self.due or None,
        )


def asked_from(values: Mapping[str, str]) -> Asked:
    """Read the filters; an empty answer is no filter. Aborts with 400 for what can be no code."""
    given = {one.name: values.get(one.name, "") for one in fields(Asked)}
    if any(value and not _CODE.match(value) for value in given.values()):
        abort(400)
    if given["status"] and given["status"] not in set(Status):
        abort(400)
    return Asked(**given)


def show_queue() -> ResponseReturnValue:
    """Show the page of the queue that the address names."""
    asked, sort = asked_from(request.args), sort_from(request.args)
    with reading() as session:
        door = desk(session)
        found = door.queue(
            asked.filters(),
            sort=sort,
            after=_key(request.args.get("after"), sort),
            before=_key(request.args.get("before"), sort),
        )
        around = _around(session, door)
    return _render(
        asked,
        sort,
        around,
        found.rows,
        position=_("Halaman pertama") if found.previous_key is None else _("Halaman lanjutan"),
        next_url=_page_url(asked, sort, "after", found.next_key),
        previous_url=_page_url(asked, sort, "before", found.previous_key),
        notice=_notice(request.args.get("done", "")),
    )


def apply_filters() -> ResponseReturnValue:
    """Go to the filtered queue, or search the text; searched words never stand in an address."""
    values = posted()
    asked, sort = asked_from(values), sort_from(values)
    text = values.get("text", "").strip()
    if not text:
        return redirect(url_for("queue.index", **address_of(asked, sort)), 303)
    with reading() as session:
        door = desk(session)
        found = door.search(text, asked.filters())
        around = _around(session, door)
    sentence = (
        _("%(found)s cocok. Dicari di %(count)s perkara terbaru.")
        if found.cut
        else _("%(found)s cocok. Dicari di %(count)s perkara.")
    )
    searched = sentence % {"found": number(len(found.rows)), "count": number(found.searched)}
    return _render(asked, sort, around, found.rows, text=text, searched=searched, position=searched)


@dataclass(frozen=True)
class _Around:
    """What stands around the list: counts of the saved queues, and the people one can filter by."""

    saved: Sequence[SavedQueue]
    people: Sequence[tuple[str, str]]


def _around(session: Session, door: Desk) -> _Around:
    people = sorted(office().staff_names(session).items(), key=lambda pair: pair[1])
    return _Around(door.saved_queues(), people)


def _render(
    asked: Asked, sort: str, around: _Around, rows: Sequence[QueueRow], **more: Any
) -> ResponseReturnValue:
    groups = _saved_groups(around.saved, asked.saved or "open")
    current = next((one.label for _group, ones in groups for one in ones if one.current), _("Antrean"))
    today = office().today(now())
    address = address_of(asked, sort) or {"saved": "open"}
    return render(
        "console/queue.html",
        asked=asked,
        sort=sort,
        saved=groups,
        selects=_selects(asked, around.people),
        heading=current,
        subtitle=_subtitle(sort, today),
        rows=rows_for_page(rows, today, address),
        empty=_(_EMPTY.get(asked.saved, mark("Tidak ada perkara yang cocok."))),
        can_assign=not visit().roles.isdisjoint(ASSIGNING_ROLES),
        sort_url=lambda code: url_for("queue.index", **address_of(asked, code)),
        **{"text": "", "searched": None, "next_url": "", "previous_url": "", "notice": "", **more},
    )


def _subtitle(sort: str, today: date) -> str:
    line = " · ".join(filter(None, (visit().place, _(_ORDERS[sort]), full_date(today))))
    return line[:1].upper() + line[1:]


def rows_for_page(rows: Sequence[QueueRow], today: date, address: Mapping[str, Any]) -> list[Row]:
    """Give rows their address, title (a person without the key sees the reference only) and clock."""
    # One address is built and its reference exchanged: building fifty of them costs more than their titles.
    before, after = url_for("cases.show", reference=_PLACE, **address).split(_PLACE)
    return [_row_for_page(row, today, f"{before}{row.reference}{after}") for row in rows]


def _row_for_page(row: QueueRow, today: date, url: str) -> Row:
    badge = (
        clock_badge(row.deadline, today)
        if row.deadline
        else Badge("done" if row.status in _OVER else "", _("Tidak ada tenggat"))
    )
    return Row(row, row.title or _("Perkara %(reference)s", reference=row.reference), badge, url)


def saved_name(code: str) -> str:
    """Name a saved queue; the usual one is all open cases."""
    names = {known: label for _group, entries in _GROUPS for known, label in entries}
    return _(names.get(code or "open", mark("Antrean")))


def _saved_groups(saved: Sequence[SavedQueue], chosen: str) -> list[tuple[str, list[Saved]]]:
    counts = {one.code: one.count for one in saved}
    groups = []
    for group, entries in _GROUPS:
        shown = [
            Saved(code, _(label), capped(counts[code]), code == chosen)
            for code, label in entries
            if code in counts
        ]
        groups.append((_(group), shown))
    return groups


def capped(count: int) -> str:
    """Write a count; above 999 it is "999+"."""
    return f"{_COUNT_CAP}+" if count > _COUNT_CAP else str(count)


def _selects(asked: Asked, people: Sequence[tuple[str, str]]) -> list[Select]:
    words, today = Words(office(), language()), office().today(now())
    units = [(unit.id, unit.name) for unit in office().units()]
    anyone = [(_NOBODY, _("belum ada")), *people]
    statuses = [(code, words.status(code)) for code in Status if code not in _NEVER_LISTED]
    due = [(code, _(label)) for code, label in _DUE]
    return [
        Select("status", _("Status"), _("Semua"), statuses, asked.status),
        Select("kind", _("Jenis"), _("Semua"), words.choices("kinds", today), asked.kind),
        Select("category", _("Kategori"), _("Semua"), words.choices("categories", today), asked.category),
        Select("unit", _("Unit terlapor"), _("Semua"), units, asked.unit),
        Select("assignee_id", _("Petugas"), _("Siapa saja"), anyone, asked.assignee_id),
        Select("due", _("Tenggat"), _("Kapan saja"), due, asked.due),
    ]


def sort_from(values: Mapping[str, str]) -> Sort:
    """Read the sort order; anything unknown is by deadline."""
    return next((sort for sort in _SORTS if sort == values.get("sort")), "due")


def _key(text: str | None, sort: Sort) -> tuple[str, str] | None:
    """Read a page key from the address: the sorted value and the case id. Aborts with 400 when it is none."""
    if not text:
        return None
    value, _dash, case_id = text.partition("_")
    if not _CASE_ID.match(case_id):
        abort(400)
    try:
        return (str(int(value)) if sort == "severity" else date.fromisoformat(value).isoformat()), case_id
    except ValueError:
        abort(400)


def address_of(asked: Asked, sort: str) -> dict[str, Any]:
    """Give what stands in the address of a queue; empty for the usual queue in the usual order."""
    given = {name: value for name, value in asdict(asked).items() if value}
    return given if sort == "due" else {**given, "sort": sort}


def _page_url(asked: Asked, sort: str, direction: str, key: tuple[str, str] | None) -> str:
    if key is None:
        return ""
    address = {**address_of(asked, sort), direction: "_".join(key)}
    return url_for("queue.index", **address)


def _notice(done: str) -> str:
    """Say what was just done; an unknown code says nothing."""
    if done == "conflict":
        return _("Perkara sudah dilepaskan. Perkara itu tidak tampil lagi untuk Anda.")
    if done in set(Verb):
        verb = Words(office(), language()).verb(done)
        return _("Tersimpan: %(verb)s. Perkara itu tidak tampil lagi untuk Anda.", verb=verb)
    if done == "none":
        return _("Pilih dulu perkaranya, lalu tekan tombolnya lagi.")
    if not done.isdigit() or len(done) > 4:
        return ""
    left = request.args.get("left", "")
    if left.isdigit() and len(left) < 5:
        return _("%(count)s perkara didisposisikan, %(left)s tidak bisa.", count=done, left=left)
    return _("%(count)s perkara didisposisikan.", count=done)
