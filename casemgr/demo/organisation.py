"""The demo's office: shaped like a ministry with provincial offices, schools and counters, all invented."""

from __future__ import annotations

from casemgr.founding import Founder, OfficePlan, TeamPlan, UnitPlan
from casemgr.rules.workflow import Role

_UNITS = (
    UnitPlan("itjen", "Inspektorat Jenderal", "inspectorate"),
    UnitPlan("tirta", "Kanwil Provinsi Tirta Rekaan", "province"),
    UnitPlan("tirta_loket", "Loket Layanan Terpadu Tirta Rekaan", "counter", "tirta"),
    UnitPlan("awan", "Kantor Kabupaten Awan Biru Rekaan", "district", "tirta"),
    UnitPlan("awan_school", "Madrasah Bina Warga 1 Awan Biru", "school", "awan"),
    UnitPlan("awan_office", "Kantor Layanan Kecamatan Sumber Rekaan", "counter", "awan"),
    UnitPlan("seraya", "Kanwil Provinsi Seraya Rekaan", "province", zone="Asia/Makassar"),
    UnitPlan("lembah", "Kantor Kota Lembah Rekaan", "district", "seraya", "Asia/Makassar"),
    UnitPlan("lembah_school", "Madrasah Bina Warga 2 Lembah", "school", "lembah", "Asia/Makassar"),
    UnitPlan("campus", "Institut Bina Warga Seraya", "campus", "seraya", "Asia/Makassar"),
    UnitPlan("pasir", "Kanwil Provinsi Pasir Rekaan", "province", zone="Asia/Jayapura"),
    UnitPlan("muara", "Kantor Kabupaten Muara Rekaan", "district", "pasir", "Asia/Jayapura"),
    UnitPlan("muara_school", "Madrasah Bina Warga 3 Muara", "school", "muara", "Asia/Jayapura", "123456"),
    UnitPlan("muara_loket", "Loket Layanan Terpadu Muara Rekaan", "counter", "muara", "Asia/Jayapura"),
)
_TEAMS = (
    TeamPlan("centre", "Tim Pengaduan Pusat", "intake", "itjen", 1),
    TeamPlan("tirta_point", "Penerima Pengaduan Tirta", "intake", "tirta", 2),
    TeamPlan("seraya_point", "Penerima Pengaduan Seraya", "intake", "seraya", 3),
    TeamPlan("west", "Tim Pemeriksa Wilayah I", "examination", "itjen", 4),
    TeamPlan("east", "Tim Pemeriksa Wilayah II", "examination", "itjen", 5),
    TeamPlan("above", "Tim Inspektur Jenderal", "break_glass", None, 9),
    TeamPlan("custodians", "Penjaga Identitas", "custodian"),
)
_PEOPLE = (
    ("melati", "Melati Suryakanta", (Role.INTAKE,), ("centre",), "itjen"),
    ("bima", "Bima Ardinata", (Role.INTAKE, Role.REVIEWER), ("centre",), "itjen"),
    ("ratna", "Ratna Wijayanthi", (Role.REVIEWER, Role.COORDINATOR), ("centre",), "itjen"),
    ("laras", "Laras Pitaloka", (Role.SUPERVISOR,), ("centre", "above"), "itjen"),
    ("tirta", "Tirta Anggara", (Role.INTAKE, Role.REVIEWER), ("tirta_point",), "tirta"),
    ("sekar", "Sekar Lintang", (Role.INTAKE, Role.REVIEWER), ("tirta_point",), "tirta"),
    ("gala", "Gala Nirmala", (Role.INTAKE,), ("seraya_point",), "seraya"),
    ("intan", "Intan Paramesti", (Role.INTAKE, Role.REVIEWER), ("seraya_point",), "seraya"),
    ("wira", "Wira Hastungkara", (Role.INSPECTOR,), ("west", "above"), "itjen"),
    ("panji", "Panji Rakasiwi", (Role.EXAMINER, Role.TEAM_LEADER), ("west",), "itjen"),
    ("dewi", "Dewi Kinanthi", (Role.EXAMINER,), ("west",), "itjen"),
    ("surya", "Surya Wardhana", (Role.INSPECTOR,), ("east",), "itjen"),
    ("nala", "Nala Prameswari", (Role.EXAMINER, Role.TEAM_LEADER), ("east",), "itjen"),
    ("jaga", "Jaga Naraya", (Role.CUSTODIAN,), ("custodians",), None),
    ("suci", "Suci Mahardika", (Role.CUSTODIAN,), ("custodians",), None),
    ("arsita", "Arsita Dwipayana", (Role.RECORDS_OFFICER,), (), "itjen"),
    ("arum", "Arum Bramantya", (Role.RECORDS_OFFICER,), (), "itjen"),
    ("adi", "Adi Girindra", (Role.ADMINISTRATOR,), (), None),
)


def plan() -> OfficePlan:
    """Return the plan of the invented ministry; passphrases are drawn when it is founded."""
    return OfficePlan(
        name="Inspektorat Jenderal Kementerian Bina Warga (contoh)",
        units=_UNITS,
        teams=_TEAMS,
        founders=tuple(
            Founder(username, name, roles, teams, unit) for username, name, roles, teams, unit in _PEOPLE
        ),
        is_demo=True,
    )
