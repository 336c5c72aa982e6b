"""The command line: founding, migrating, keys, and one sentence for every mistake."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casemgr.cli import main
from casemgr.folder import SETTINGS, Folder, drop_connections
from casemgr.vault.formats import KeyPair
from casemgr.vault.shares import Share

PLAN = """
name = "Inspektorat Percobaan"
zone = "Asia/Makassar"

[[units]]
key = "inspectorate"
name = "Inspektorat"

[[teams]]
key = "intake"
name = "Tim Pengaduan"
kind = "intake"
unit = "inspectorate"

[[teams]]
key = "custodians"
name = "Penjaga"
kind = "custodian"

[[founders]]
username = "melati"
name = "Melati C."
roles = ["intake", "reviewer"]
teams = ["intake"]
passphrase = "enam kuda putih berlari di tepi pantai"

[[founders]]
username = "bima"
name = "Bima S."
roles = ["intake"]
teams = ["intake"]

[[founders]]
username = "jaga"
name = "Jaga N."
roles = ["custodian"]
teams = ["custodians"]

[[founders]]
username = "suci"
name = "Suci M."
roles = ["custodian"]
teams = ["custodians"]

[[founders]]
username = "adi"
name = "Adi G."
roles = ["administrator"]
passphrase = "enam kapal layar biru di ujung teluk"
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of a small office."""
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def installed(tmp_path: Path, plan: Path) -> Path:
    """An installation founded by the command, its papers beside it."""
    folder = tmp_path / "office"
    assert main(["init", str(folder), "--plan", str(plan), "--papers", str(tmp_path / "papers")]) == 0
    return folder


def test_init_founds_an_office_that_opens(installed: Path) -> None:
    """The folder holds everything a server needs, and nobody else may read its settings."""
    office = Folder.load(installed).open()
    assert (office.name, office.zone.key, office.is_demo) == ("Inspektorat Percobaan", "Asia/Makassar", False)
    assert office.unlock("melati", "enam kuda putih berlari di tepi pantai")
    assert (installed / SETTINGS).stat().st_mode & 0o077 == 0
    drop_connections(office)


def test_papers_are_written_once_and_kept_nowhere(installed: Path, tmp_path: Path) -> None:
    """Passphrases, printed codes and recovery shares are on paper only."""
    papers = (tmp_path / "papers").read_text(encoding="utf-8")
    assert papers.count("share 1 of 3") == 2
    assert papers.count("Recovery code:") == 5
    secrets = [
        line.split(": ", 1)[1].strip() for line in papers.splitlines() if line.startswith("Recovery code:")
    ]
    everything = b"".join(path.read_bytes() for path in installed.rglob("*") if path.is_file())
    assert b"Melati C." in everything
    assert not [secret for secret in secrets if secret.encode() in everything]


def test_a_second_init_is_refused(installed: Path, plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An office is founded once."""
    assert main(["init", str(installed), "--plan", str(plan)]) == 1
    assert capsys.readouterr().err == "casemgr: an office exists here already\n"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ('name = "Inspektorat Percobaan"', "plan: name is missing"),
        ('roles = ["custodian"]', "plan: roles is missing"),
        ('[[founders]]\nusername = "bima"', "plan:"),
    ],
)
def test_a_wrong_plan_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: str, sentence: str
) -> None:
    """What is wrong with a plan is said without a traceback, and nothing is founded."""
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN.replace(spoil, "", 1), encoding="utf-8")
    assert main(["init", str(tmp_path / "office"), "--plan", str(plan)]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"casemgr: {sentence}")
    assert told.count("\n") == 1
    assert not (tmp_path / "office" / SETTINGS).exists()


@pytest.mark.parametrize(
    "command", [["serve"], ["worker"], ["migrate"], ["demo-code", "x"], ["staff", "add", "x", "y"]]
)
def test_a_folder_without_an_installation_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """Every command says what is missing."""
    arguments = {"demo-code": ["demo-code", str(tmp_path), "x"]}.get(command[0], [*command, str(tmp_path)])
    if command[0] == "staff":
        arguments = ["staff", "add", str(tmp_path), "x", "--name", "X", "--role", "intake", "--as", "adi"]
    assert main(arguments) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_migrate_and_worker_run_on_an_installation(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are idempotent and quiet."""
    assert main(["migrate", str(installed)]) == 0
    assert "main: at 0001" in capsys.readouterr().out
    assert main(["worker", str(installed), "--once"]) == 0


def test_an_administrator_proposes_a_person(
    installed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command prints a one-use ticket; a wrong passphrase prints a sentence."""
    arguments = ["staff", "add", str(installed), "gala", "--name", "Gala N.", "--role", "intake"]
    arguments += ["--team", "Tim Pengaduan", "--unit", "Inspektorat", "--as", "adi"]
    monkeypatch.setattr("getpass.getpass", lambda prompt: "enam kapal layar biru di ujung teluk")
    assert main(arguments) == 0
    assert "One-use ticket for gala" in capsys.readouterr().out
    assert main([*arguments[:-6], "--team", "Tim Lain", "--as", "adi"]) == 1
    assert "there is no Tim Lain; there are: Penjaga, Tim Pengaduan" in capsys.readouterr().err
    capsys.readouterr()
    for changes, sentence in (
        (["gala"], "gala: this username is taken"),
        (["a b"], "small letters, digits and dots"),
        (["baru", "--role", "king"], "there is no king; there are: administrator, "),
        (["baru", "--unit", "Unit Lain"], "there is no Unit Lain; there are: Inspektorat"),
        (["baru", "--role", "intake", "--team", "Penjaga"], "choose one side"),
        (["baru", "--role", "custodian", "--team", "Tim Pengaduan"], "choose one side"),
        (["baru", "--role", "administrator", "--team", "Penjaga"], "is in no team"),
    ):
        given = changes if "--role" in changes else [*changes, "--role", "intake"]
        assert main(["staff", "add", str(installed), *given, "--name", "Baru X.", "--as", "adi"]) == 1
        told = capsys.readouterr().err
        assert (told.count("\n"), sentence in told) == (1, True), told
    monkeypatch.setattr("getpass.getpass", lambda prompt: "bukan frasa yang benar")
    assert main(arguments) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_recovery_shares_join_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any two of three printed shares give the seed of the printed public key."""
    assert main(["recovery", "split"]) == 0
    out = capsys.readouterr().out
    public = out.splitlines()[1]
    blocks = [block for block in out.split("\n\n") if block.count("\n") > 5]
    assert len(blocks) == 3
    assert Share.from_text(blocks[0]).number == 1
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{blocks[2]}\n\n{blocks[0]}\n"))
    assert main(["recovery", "join"]) == 0
    seed = bytes.fromhex(capsys.readouterr().out.strip())
    assert KeyPair.from_seed(seed).public.raw.hex() == public
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{blocks[2]}\n\n{blocks[2]}\n"))
    assert main(["recovery", "join"]) == 1


def test_kdf_bench_prints_both_profiles(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a profile, with milliseconds and reports a second."""
    assert main(["kdf-bench", "--rounds", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["receipt", "passphrase"]


def test_help_loads_nothing_it_does_not_need() -> None:
    """The command answers at once because no framework, no migration tool and no calendar is imported."""
    code = (
        "import sys; from casemgr.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'flask', 'sqlalchemy', 'alembic', 'holidays', 'cryptography'} & set(sys.modules)))"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    print(f"help took {time.perf_counter() - started:.3f} s")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('zone = "Asia/Makassar"', 'zone = "Mars/X"', "Mars/X is no time zone"),
        ('kind = "custodian"', 'kind = "foo"', "teams: foo is none of"),
        ('username = "melati"', 'username = "int akea!"', "is no username"),
        ('roles = ["custodian"]', 'roles = ["reporter"]', "has no role of staff"),
    ],
)
def test_a_plan_that_cannot_work_leaves_nothing_behind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, sentence: str
) -> None:
    """What is wrong with a plan is one sentence; the corrected plan then founds the office in the same folder."""
    assert old in PLAN
    plan, folder = tmp_path / "plan.toml", tmp_path / "office"
    plan.write_text(PLAN.replace(old, new), encoding="utf-8")
    assert main(["init", str(folder), "--plan", str(plan)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("casemgr: plan: ")
    assert sentence in told
    assert not folder.exists()
    folder.mkdir()  # one that was there before stays
    assert main(["init", str(folder), "--plan", str(plan)]) == 1
    assert (folder.is_dir(), list(folder.iterdir())) == (True, [])
    plan.write_text(PLAN, encoding="utf-8")
    assert main(["init", str(folder), "--plan", str(plan), "--papers", str(tmp_path / "sheets")]) == 0


def test_papers_have_a_place_before_there_is_an_office(
    tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Passphrases exist once: no office is founded whose papers could not be written, and no file stays empty."""
    taken, nowhere = tmp_path / "taken", tmp_path / "missing" / "sheets"
    taken.write_text("a letter", encoding="utf-8")
    for file in (taken, nowhere):
        assert main(["init", str(tmp_path / "second"), "--plan", str(plan), "--papers", str(file)]) == 1
        assert str(file) in capsys.readouterr().err
        assert not (tmp_path / "second").exists()
    assert taken.read_text(encoding="utf-8") == "a letter"
    plan.write_text(PLAN + '\n[database]\nmain = "nonsense"\n', encoding="utf-8")
    sheets = tmp_path / "sheets"
    assert main(["init", str(tmp_path / "second"), "--plan", str(plan), "--papers", str(sheets)]) == 1
    assert "database" in capsys.readouterr().err
    assert not sheets.exists()


def test_an_office_needs_an_empty_folder(
    tmp_path: Path, plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither a file nor a folder with something in it becomes an installation."""
    file, full = tmp_path / "file", tmp_path / "full"
    file.write_text("x", encoding="utf-8")
    full.mkdir()
    (full / "notes.txt").write_text("x", encoding="utf-8")
    for path in (file, full):
        assert main(["init", str(path), "--plan", str(plan)]) == 1
        assert f"casemgr: {path} is " in capsys.readouterr().err
    assert [one.name for one in full.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_a_wrong_folder_is_one_sentence(
    tmp_path: Path, installed: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """A file in place of a folder, no folder, and a damaged database are told without a traceback."""
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    for wrong in (file, tmp_path / "missing"):
        assert main([command, str(wrong)]) == 1
        assert capsys.readouterr().err.count("\n") == 1
    for left in installed.glob("main.sqlite3*"):
        left.unlink()
    (installed / "main.sqlite3").write_bytes(b"no database at all" * 100)
    if command != "serve":  # which reads it in its own processes
        assert main([command, str(installed)]) == 1
        told = capsys.readouterr().err
        assert told.startswith("casemgr: the database cannot be used: ")
        assert told.count("\n") == 1


def test_an_address_is_tried_before_anything_starts(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No address, a port too high and a taken one are one sentence each."""
    for bind in ("foo", "127.0.0.1:99999", ":8000"):
        assert main(["serve", str(installed), "--public", bind]) == 1
        assert f"{bind} is no address" in capsys.readouterr().err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        assert main(["serve", str(installed), "--console", bind]) == 1
        for only in ([], ["--only", "console"]):
            assert main(["serve", str(installed), "--console", bind, *only]) == 1
            assert capsys.readouterr().err.startswith(f"casemgr: {bind} cannot be used: ")


def test_both_sites_need_an_address_each(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same address, and two names of one address, are told before a process starts."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    same = ["serve", str(installed), "--public", f"127.0.0.1:{port}", "--console"]
    assert main([*same, f"127.0.0.1:{port}"]) == 1
    told = capsys.readouterr().err
    assert (told.count("\n"), "need an address each" in told) == (1, True)
    assert main([*same, f"0.0.0.0:{port}"]) == 1
    assert capsys.readouterr().err.startswith(f"casemgr: 0.0.0.0:{port} cannot be used: ")


@pytest.mark.parametrize("only", [[], ["--only", "public"]])
@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'x' * 70}.invalid"])
def test_a_host_nobody_knows_is_one_sentence(
    installed: Path, capfd: pytest.CaptureFixture[str], only: list[str], host: str
) -> None:
    """Also with one part alone, which used to print the server's own lines."""
    assert main(["serve", str(installed), "--public", f"{host}:8123", *only]) == 1
    told = capfd.readouterr().err
    assert told.startswith(f"casemgr: {host}:8123 cannot be used: ")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["kdf-bench", "--rounds", "0"], ["serve", "x", "--workers", "-1"], ["pack", "holidays", "-5"]]
)
def test_a_count_that_is_none_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Zero rounds, minus one worker and a year before the calendar are wrong arguments."""
    with pytest.raises(SystemExit, match="2"):
        main(words)
    told = capsys.readouterr().err
    assert "usage:" in told
    assert "_positive" not in told


@pytest.mark.parametrize(
    ("top", "sentence"),
    [
        ("teams = 3", "teams is a list of tables"),
        ('teams = ["intake"]', "teams is a list of tables"),
        ("units = 3", "units is a list of tables"),
        ("database = 3", "database is a table"),
        ("name = 3", "name is a text"),
        ('[[founders]]\nusername = "x"\nname = "X"\nroles = "intake"', "founders: roles is a list of texts"),
        ('[[founders]]\nusername = "x"\nname = "X"\nroles = [3]', "founders: roles is a list of texts"),
        ('[[founders]]\nusername = 3\nname = "X"\nroles = ["intake"]', "founders: username is a text"),
        ('[[teams]]\nkey = "a"\nname = "A"\nkind = "intake"\nrank = "x"', "teams: rank is a number"),
    ],
)
def test_a_value_of_another_shape_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], top: str, sentence: str
) -> None:
    plan, folder = tmp_path / "plan.toml", tmp_path / "deep" / "office"
    plan.write_text(top, encoding="utf-8")
    assert main(["init", str(folder), "--plan", str(plan)]) == 1
    assert capsys.readouterr().err.startswith(f"casemgr: plan: {sentence}")
    assert not folder.parent.exists()


def test_a_plan_that_is_not_there_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "missing.toml"
    assert main(["init", str(tmp_path / "office"), "--plan", str(missing)]) == 1
    assert capsys.readouterr().err == f"casemgr: plan: {missing}: No such file or directory\n"


def test_a_plan_can_be_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a plan the command asks for a name and two people a team, and prints what must be on paper."""
    names = [f"{key}{number}" for key in ("a", "b", "c", "d", "e") for number in (1, 2)] + ["f1"]
    answers = iter(["Inspektorat Tanya", ""] + [part for name in names for part in (name, f"Orang {name}")])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    assert main(["init", str(tmp_path / "office")]) == 0
    out = capsys.readouterr().out
    assert out.count("Passphrase:") == 11
    uri = next(line.split()[-1] for line in out.splitlines() if "otpauth://" in line)
    assert "secret=" in uri
