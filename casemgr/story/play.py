"""The story: one report from filing to closure, by people who only have a browser, and what must stay shut.

Every step goes over HTTP through the forms the pages show. The only look behind the pages is the one that
proves the claim: raw rows of the vault, tried with the officer's own keys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select

from casemgr.errors import KeyNotHeldError, SealBrokenError
from casemgr.founding import FoundedPerson, Founding
from casemgr.intake import content_place
from casemgr.office import Office
from casemgr.store.models import Report
from casemgr.story.browser import Browser, Page, Value
from casemgr.story.servers import HOST
from casemgr.submissions import Content
from casemgr.vault import totp
from casemgr.vault.keyring import Keyring
from casemgr.vault.wraps import Purpose

QUESTION = "Terima kasih. Di loket nomor berapa, dan hari apa?"
REPLY = "Loket dua, hari Selasa pagi."
RESULT = "Laporan terbukti. Pungutan dihentikan dan tarif resmi dipasang di semua loket."
THANKS = "Terima kasih, surat saya sudah selesai."
RIGHTS = ("hadirkan_saksi", "baca_bap", "praduga", "tanggapi_notisi")


@dataclass(frozen=True, slots=True)
class Material:
    """What the reporter brings along; tests plant marks in it and look for them afterwards."""

    text: str = (
        "Di loket depan petugas meminta tiga ratus ribu supaya surat saya selesai hari itu. "
        "Saya belum membayar dan surat saya belum selesai."
    )
    name: str = "Wayan Rekaan Sejati"
    contact: str = "0812-0000-7777"
    file_name: str = "catatan-loket.txt"
    file: bytes = b"Catatan jam dan nomor antrean.\n" * 40
    user_agent: str = "casemgr-story"
    address: str = ""


class StoryError(Exception):
    """The story did not go as it must."""


@dataclass(slots=True)
class Story:
    """The people, their browsers, and what the reporter took home."""

    founding: Founding
    public_port: int
    console_port: int
    say: Callable[[str], None]
    brings: Material = field(default_factory=Material)
    code: str = ""
    reference: str = ""
    browsers: dict[str, Browser] = field(default_factory=dict)

    def play(self) -> None:
        """Play everything in order. Raises `StoryError`, `PageError`."""
        self.file_report()
        self.take_up()
        self.examine()
        self.open_identity()
        self.conclude()
        self.read_answer()

    # The reporter.

    def _reporter(self) -> Browser:
        return Browser(HOST, self.public_port, user_agent=self.brings.user_agent, address=self.brings.address)

    def file_report(self) -> None:
        """Write a report in four steps, with a file and a name, and send it."""
        browser = self._reporter()
        home = browser.get("/")
        _expect(home.status == 200 and not browser.cookies, "the first page sets no cookie")
        page = browser.get("/isi")
        values: dict[str, Value] = {
            "choice": "money", "story": self.brings.text, "place": "loket depan", "when": "Selasa lalu",
            "service": "surat keterangan", "asked": "300000", "paid": "0", "withheld": "yes",
        }  # fmt: skip
        page = self._next(browser, page, **values)
        upload = {"file": [(self.brings.file_name, "text/plain", self.brings.file)]}
        form = page.form("/isi", button="upload")
        page = browser.submit(page, form, button=("go", "upload"), files=upload)
        _expect(self.brings.file_name in page.words, "the file is listed")
        page = self._next(browser, page)
        page = self._next(
            browser, page, insider="no", named="yes", name=self.brings.name, contact=self.brings.contact
        )
        form = page.form("/isi", button="send")
        self.code = form.controls["code"].value
        page = browser.submit(page, form, {"noted": "yes"}, button=("go", "send"))
        _expect(page.status == 200 and "tanda terima" in page.words.lower(), "the receipt is shown")
        _expect(not browser.cookies, "writing a report sets no cookie")
        self.say("A citizen filed a report with a file and a name, and noted the code.")
        self.reference = self._reference()

    def _next(self, browser: Browser, page: Page, **typed: Value) -> Page:
        form = page.form("/isi", button="next")
        found = browser.submit(page, form, typed, button=("go", "next"))
        _expect(found.status == 200, f"the next step is shown, not {found.status}")
        return found

    def enter(self) -> tuple[Browser, Page]:
        """Come back with the code in a fresh browser."""
        browser = self._reporter()
        page = browser.get("/kode")
        return browser, browser.submit(page, page.form("/kode", field_name="code"), {"code": self.code})

    def _reference(self) -> str:
        _, page = self.enter()
        with self.founding.office.reading() as session:
            references = session.scalars(select(Report.reference))
            return next(one for one in references if one in page.words)

    # Staff.

    def _person(self, username: str) -> FoundedPerson:
        return next(one for one in self.founding.people if one.username == username)

    def staff(self, username: str) -> Browser:
        """Sign a person in, once."""
        if username in self.browsers:
            return self.browsers[username]
        browser, person = Browser(HOST, self.console_port), self._person(username)
        page = browser.get("/sign-in/")
        code = totp.code_at(person.totp_secret, dt.datetime.now(dt.UTC))
        form = page.form("/sign-in/", field_name="passphrase")
        page = browser.submit(
            page, form, {"username": username, "passphrase": person.passphrase, "totp": code}
        )
        signed_in = page.status == 200 and "sign-in" not in page.path
        _expect(signed_in, f"{username} is signed in ({page.status} {page.path})")
        self.browsers[username] = browser
        return browser

    def case_page(self, username: str) -> Page:
        """Open the case as a person sees it."""
        page = self.staff(username).get(f"/cases/{self.reference}/")
        _expect(page.status == 200, f"{username} sees the case, not {page.status}")
        return page

    def does(self, username: str, verb: str, *, when: str = "", **typed: Value) -> Page:
        """Find the step on the case page, fill its form in, and send it."""
        browser, page = self.staff(username), self.case_page(username)
        tail = f"/do/{verb}/" + (f"?when={when}" if when else "")
        page = browser.get(page.link(tail))
        form = page.form(f"/do/{verb}/", field_name="form_token")
        page = browser.submit(page, form, typed)
        if page.status == 422 and any("seen" in one.controls for one in page.forms):
            page = browser.submit(page, page.form(f"/do/{verb}/"), {"read_it": "yes"})
        _expect(page.status == 200, f"{username} may {verb}, not {page.status}: {page.words[:300]}")
        return page

    def staff_id(self, username: str) -> str:
        """Return a person's id, the value of options that name them."""
        return self._person(username).staff_id

    def take_up(self) -> None:
        """Acknowledge, ask, be answered, verify, review, assign."""
        queue = self.staff("melati").get("/queue/")
        _expect(self.reference in queue.words, "the report is in the queue")
        page = self.does("melati", "acknowledge", duplicates_searched="yes")
        _expect(self.brings.text in page.words, "the officer reads the text")
        _expect(self.brings.name not in page.words and self.brings.contact not in page.words, "and no name")
        self.does("melati", "ask", missing=("when", "where"), text=QUESTION, read_it="yes")
        self.say("An officer opened it, searched for duplicates and asked a question.")
        browser, page = self.enter()
        _expect(QUESTION in page.words, "the reporter reads the question")
        page = browser.submit(page, page.form("/buka", button="send"), {"text": REPLY}, button=("go", "send"))
        _expect(REPLY in page.words, "the reply stands in the dialog")
        self.say("The reporter came back with the code and answered.")
        page = self.does("melati", "verify", content_sufficient="yes")
        _expect(REPLY in page.words, "the officer reads the reply")
        self.does(
            "bima", "review", degree="berkadar", category="pungli", severity="sedang",
            core_issue="Pungutan di luar tarif.", rule_reference="Standar pelayanan 4",
        )  # fmt: skip
        self.does("bima", "assign", staff=self.staff_id("wira"), instruction="Mohon diperiksa.")
        self.say("A second officer reviewed it and assigned an inspector.")

    def examine(self) -> None:
        """Begin the examination and put an examiner on it."""
        self.does("wira", "clarify")
        self.does("wira", "assign", staff=self.staff_id("panji"), instruction="")
        page = self.case_page("panji")
        _expect(
            self.brings.name not in page.words and self.brings.contact not in page.words,
            "the examiner sees no name",
        )
        self.say("The inspector began a clarification; an examiner holds the case and sees no name.")

    # The identity.

    def open_identity(self) -> None:
        """Ask, approve, open once; it stays shut until both have acted."""
        self.prove_shut("before anybody asked")
        page = self.case_page("panji")
        browser = self.staff("panji")
        page = browser.get(page.link("/identity/of/"))
        form = page.form("/identity/of/" + self.reference + "/")
        page = browser.submit(
            page, form, {"ground": "pemeriksaan_saksi", "reason": "Satu-satunya saksi yang melihat."}
        )
        _expect(page.status == 200 and self.brings.name not in page.words, "asking shows no name")
        self.prove_shut("after the officer asked")
        self._approve()
        page = self.case_page("panji")
        _expect(self.brings.name not in page.words, "an approval shows no name")
        page = browser.get(page.link("/open/"))
        passphrase = self._person("panji").passphrase
        page = browser.submit(page, page.form("/open/"), {"passphrase": passphrase})
        _expect(
            self.brings.name in page.words and self.brings.contact in page.words,
            "the officer sees the name, once",
        )
        _expect(self.brings.name not in self.case_page("panji").words, "and not on the case page afterwards")
        self.prove_shut("after it was opened and sealed anew")
        self.say("The examiner asked for the name, a custodian agreed, the examiner saw it once.")

    def _approve(self) -> None:
        browser = self.staff("jaga")
        page = browser.get("/decisions/")
        page = browser.get(page.link("/decision/"))
        _expect(
            self.brings.text not in page.words and self.brings.name not in page.words,
            "the custodian sees neither text nor name",
        )
        form = page.form("/decision/", button="approve")
        passphrase = self._person("jaga").passphrase
        page = browser.submit(
            page,
            form,
            {"reason": "Perlu untuk berita acara.", "passphrase": passphrase},
            button=("answer", "approve"),
        )
        _expect(page.status == 200, "the custodian approved")

    def prove_shut(self, moment: str) -> None:
        """Try the raw rows of the vault with the officer's keys alone; only the report may open."""
        office, person = self.founding.office, self._person("panji")
        keyring = office.unlock(person.username, person.passphrase)
        _expect(opens_report(office, keyring, self.reference), "the officer's keys open the report itself")
        _expect(not opens_identity(office, keyring, self.reference), f"the identity is shut {moment}")

    # The end.

    def conclude(self) -> None:
        """Write up, recommend, conclude, follow up, tell the reporter."""
        self.does("panji", "write_up", record_number="BA-1/CONTOH")
        due = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date().isoformat()
        self.does("panji", "recommend", text="Memasang tarif resmi.", addressee="Kepala kantor", due_on=due)
        self.does("wira", "conclude", when="proven", outcome="terbukti", sanction="R2", rights=RIGHTS)
        browser = self.staff("wira")
        page = browser.get(self.case_page("wira").link("/do/follow_up/"))
        form = page.form("/do/follow_up/")
        options = [one for one in form.controls["recommendation"].options or () if one]
        page = browser.submit(
            page, form, {"recommendation": options[0], "result": "sesuai", "text": "Tarif terpasang."}
        )
        _expect(page.status == 200, "the follow-up is recorded")
        self.does("ratna", "give_feedback", text=RESULT, read_it="yes")
        self.say("Proven, followed up, and answered.")

    def read_answer(self) -> None:
        """Let the reporter read the answer and close the report."""
        browser, page = self.enter()
        _expect(RESULT in page.words, "the reporter read the answer")
        form = page.form("/buka", button="satisfied")
        page = browser.submit(page, form, {"text": THANKS}, button=("go", "satisfied"))
        _expect(page.status == 200, "the reporter closed the report")
        page = self.case_page("ratna")
        _expect(THANKS in page.words, "the office reads the last word")
        self.say("The reporter read the answer and closed the report.")


def opens_report(office: Office, keyring: Keyring, reference: str) -> bool:
    """Say whether these keys open a report's text."""
    with office.reading() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        try:
            box = keyring.report(report.id, report.case_id)
            return bool(Content.decode(box.read(report.content_sealed, content_place(report.id))).text)
        except (KeyNotHeldError, SealBrokenError):
            return False


def opens_identity(office: Office, keyring: Keyring, reference: str, *others: Keyring) -> bool:
    """Say whether these keys, and those of others, open an identity from the raw rows of the vault."""
    with office.reading() as session:
        report = session.scalars(select(Report).where(Report.reference == reference)).one()
        case_id, report_id = report.case_id, report.id
        blob, version = report.identity_sealed, report.identity_version
    own = office.vault.of([report_id], [Purpose.IDENTITY_REPORT])
    custodians = office.vault.of([report_id], [Purpose.IDENTITY_CUSTODIAN])
    directory = office.directory()
    halves = []
    for wrap in custodians:
        for one in others:
            if wrap.version == version and one.holds(wrap.recipient):
                pair = one.release_half(
                    wrap, directory.staff_key(keyring.staff_id).public, report_id, wrap.made_on
                )
                halves.append((directory.key(wrap.recipient).holder, pair))
                break
    try:
        box = keyring.report(report_id, case_id)
        return bool(keyring.open_identity(box, blob, version, halves, own))
    except (KeyNotHeldError, SealBrokenError):
        return False


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise StoryError(f"not so: {what}")
