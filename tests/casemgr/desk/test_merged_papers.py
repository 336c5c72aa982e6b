"""Papers of a case that joined another one."""

import pytest

from casemgr.errors import AttachmentNotFoundError
from casemgr.founding import Founding
from tests.casemgr.desk.lives import Life


def test_a_paper_opens_under_the_case_its_own_one_joined_and_under_no_other(founding: Founding) -> None:
    life = Life(founding)
    life.to_verification(text="Laporan lain.")
    other = life.reference
    life.to_verification()
    target = life.reference
    life.to_verification(text="Laporan kedua tentang loket yang sama.")
    with life.desk("melati") as desk:
        case = desk.case(life.reference)
        receiver = desk.receiver(case, name="surat.txt", content_type="text/plain")
        receiver.write(b"Isi surat")
        paper = receiver.finish()
        desk.keep_file(case, paper)
    life.do("melati", "merge", {"target": target, "note": "Sama."})
    with life.desk("melati") as desk:
        case = desk.case(target)
        assert [one.name for one in desk.file(case).papers] == ["surat.txt"]
        assert b"".join(desk.open_file(case, paper.id)) == b"Isi surat"
        with pytest.raises(AttachmentNotFoundError):
            desk.open_file(desk.case(other), paper.id)
