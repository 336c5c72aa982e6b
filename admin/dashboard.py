"""The dashboard: four figures, a chart with its table, a table by unit, and all of it as CSV."""

from dataclasses import dataclass
from datetime import date

from flask import abort, request
from flask.typing import ResponseReturnValue

from casemgr.statistics import Cell, Dashboard, Scope, dashboard

from .chart import draw
from .exports import as_csv
from .frame import ConsoleView, page
from .language import _, language, long_date, mark, month_and_year, number
from .pages import render
from .policy import COUNTING
from .queue import Select
from .visit import desk, now, office, reading
from .words import Words

_PERIODS = {"3": mark("3 bulan terakhir"), "6": mark("6 bulan terakhir"), "24": mark("24 bulan terakhir")}
_USUAL_MONTHS = 12


class DashboardView(ConsoleView):
    """Counts of what the person may see."""

    def bar_label(self) -> str:
        """Name the entry of the bar."""
        return _("Dasbor")

    @page("/", COUNTING)
    def index(self) -> ResponseReturnValue:
        """Show the dashboard."""
        return show_dashboard()

    @page("/counts.csv", COUNTING)
    def export(self) -> ResponseReturnValue:
        """Send the same numbers as CSV; what is hidden on the page is hidden in the file."""
        return send_counts()


@dataclass(frozen=True)
class Figure:
    """One of the four figures."""

    label: str
    value: str
    note: str


def scope() -> Scope:
    """Read what the counts are narrowed to. Aborts with 400 for a period that is not offered."""
    months = request.args.get("months", "")
    if months and months not in _PERIODS:
        abort(400)
    return Scope(
        proven=frozenset(code for code, row in office().pack.outcomes.items() if row.proven),
        months=int(months or _USUAL_MONTHS),
        unit_id=request.args.get("unit_id") or None,
        category=request.args.get("category") or None,
        smallest=smallest(),
    )


def smallest() -> int:
    """Give the smallest count the office's pack lets be shown."""
    return office().pack.settings.small_cell


def counted() -> Dashboard:
    """Count for the present person."""
    with reading() as session:
        viewer = desk(session).viewer
        return dashboard(session, viewer, office().calendar(), office().today(now()), scope())


def show_dashboard() -> ResponseReturnValue:
    """Show figures, chart and tables."""
    counts = counted()
    return render(
        "console/dashboard.html",
        subtitle=_(
            "%(since)s – %(until)s · semua unit yang boleh Anda lihat · dihitung %(day)s",
            since=month_and_year(counts.since_on),
            until=month_and_year(counts.until_on),
            day=long_date(counts.until_on),
        ),
        selects=_selects(office().today(now())),
        figures=_figures(counts),
        chart=draw(counts.months, written),
        least=smallest(),
        has_hidden=smallest() > 1,
        months=counts.months,
        units=counts.units,
    )


def written(cell: Cell) -> str:
    """Write a count, "< 5" for a small one (or the pack's own number), "•" for one hidden with it."""
    if cell.value is not None:
        return number(cell.value)
    return f"< {smallest()}" if cell.hidden == "small" else "•"


def _figures(counts: Dashboard) -> list[Figure]:
    longest, median = counts.longest_late_days, counts.median_age_days
    before = counts.median_age_days_year_before
    share = counts.on_time_share
    return [
        Figure(
            _("Terbuka"),
            written(counts.open),
            _("%(count)s belum selesai diverifikasi", count=written(counts.unverified)),
        ),
        Figure(
            _("Terlambat"),
            written(counts.late),
            _("paling lama %(days)s HK", days=longest) if longest is not None else _("tidak dirinci"),
        ),
        Figure(
            _("Selesai tepat waktu"),
            "–" if share is None else f"{share} %",
            _(
                "%(part)s dari %(whole)s",
                part=written(counts.finished_on_time),
                whole=written(counts.finished),
            )
            if counts.finished.value != 0
            else _("belum ada yang selesai"),
        ),
        Figure(
            _("Median umur perkara"),
            "–" if median is None else _("%(days)s HK", days=median),
            _("belum ada pembanding") if before is None else _("tahun lalu %(days)s HK", days=before),
        ),
    ]


def _selects(today: date) -> list[Select]:
    periods = [(code, _(label)) for code, label in _PERIODS.items()]
    units = [(unit.id, unit.name) for unit in office().units()]
    categories = Words(office(), language()).choices("categories", today)
    asked = request.args
    return [
        Select("months", _("Masa"), _("12 bulan terakhir"), periods, asked.get("months", "")),
        Select("unit_id", _("Unit"), _("Semua unit"), units, asked.get("unit_id", "")),
        Select("category", _("Kategori"), _("Semua"), categories, asked.get("category", "")),
    ]


def send_counts() -> ResponseReturnValue:
    """Send months, then units."""
    counts = counted()
    rows: list[tuple[object, ...]] = [(_("Bulan"), _("Tepat waktu"), _("Terlambat"), _("Jumlah"))]
    rows += [
        (f"{month.first_on:%Y-%m}", written(month.on_time), written(month.late), written(month.total))
        for month in counts.months
    ]
    rows += [
        (),
        (_("Unit"), _("Perkara masuk"), _("Terbuka"), _("Terlambat"), _("Tepat waktu (%)"), _("Terbukti")),
    ]
    rows += [
        (
            row.name or _("tanpa unit"),
            written(row.received),
            written(row.open),
            written(row.late),
            "–" if row.on_time_share is None else row.on_time_share,
            written(row.proven),
        )
        for row in counts.units
    ]
    return as_csv(rows, f"dasbor-{counts.until_on.isoformat()}.csv")
