"""E-mail addresses, links and account names, plain and as people disguise them ("budi [at] gmail titik com").

Each candidate is anchored on "@", "://", "www." or a known mail provider and grown from there by bounded
steps. Positions are those of the folded view.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from anonymizer.classify import Finding, Verdict
from anonymizer.lexicon import lexicon
from anonymizer.patterns import MAIL_ENDING, MAIL_PROVIDER, Pattern
from anonymizer.spans import SpanType
from anonymizer.spelled import DIGIT_WORDS
from anonymizer.view import View
from anonymizer.wordlists import words

_LOCAL = "abcdefghijklmnopqrstuvwxyz0123456789._%+-"
_BEFORE_AT = frozenset(_LOCAL + " ")
_LOCAL_MAX = 64
_DOMAIN = re.compile(r"[a-z0-9\-]{1,63}(?:[.,][a-z0-9\-]{1,63}){1,6}")
_PROVIDER = re.compile(rf" ?{MAIL_PROVIDER}[a-z]{{0,4}}(?:[., ]{{1,3}}{MAIL_ENDING}\b){{0,3}}")
_SPACED_DOMAIN = re.compile(r" ?[a-z0-9\-]{2,40} ?\. ?(?:com|co|id|net|org|ac|sch|me)\b(?:\.id\b)?")
_SPOKEN_DOMAIN = re.compile(
    r"[a-z0-9\-]{2,40}(?:(?:[ \[({<]{0,2}(?:dot|titik|tik|dott)[ \])}>]{0,2}|\.)"
    r"(?:com|kom|con|co|id|net|org|go|ac|or|web|my|sch|me|asia|info|biz|online|site|store|xyz|io|app|dev|edu|"
    r"mail|email|us|uk|sg|au|nl|de|example|test)\b){1,3}"
)
# Behind a sign in brackets, "[at]", any ending will do.
_BRACKETED_DOMAIN = re.compile(
    r" ?[a-z0-9\-]{2,40}(?:(?:[ \[({<]{0,2}(?:dot|titik|tik)[ \])}>]{0,2}|\.)[a-z]{2,10}\b){1,3}"
)
# What is left of "rudi.h@posku" when the ending is forgotten; prices ("5pcs@10rb") have digits.
_UNENDED_DOMAIN = re.compile(r"[a-z]{4,30}(?=[\s,;)]|\Z)")
# A scan in which a blank broke the domain: "rusdi@po s-el.id".
_BROKEN_DOMAIN = re.compile(
    r"[a-z0-9\-]{1,30} ?[a-z0-9\-]{0,30} ?[.,] ?(?:com|corn|co|id|net|org|ac|sch|web|my|me)\b"
    r"(?: ?[.,] ?id\b)?"
)
# "ottow(dot)krey", "acil_rapi'ah77": what may stand inside the first half besides its usual signs.
_DOTTED_LOCAL = re.compile(
    r"[a-z0-9_\-]{1,30}(?:(?:[\[(](?:dot|titik)[\])]|(?<=[a-z])'(?=[a-z]))[a-z0-9_.\-]{1,30}){1,3}\Z"
)
_MORE_DOMAIN = re.compile(r"\.[a-z]{2,6}(?![a-z0-9])")
# Mailboxes of offices, beside those called by ordinary words: whoever is on duty reads them.
_DUTIES = words(
    "info layanan pelayanan humas helpdesk sekretariat noreply reply no cs customer care support "
    "contact kontak hello ppid ptsp dumas wbs itjen inspektorat admin administrator webmaster ppdb tu "
    "tatausaha kua kemenag official po"
)
_DUTY_CLASSES = frozenset("fcdeAIJSMa")
_OF_ORGANISATIONS = re.compile(r"[a-z0-9\-]{4}\.(?:(?:go|ac|sch|or|desa|co|net|web)\.id|id|example)\Z")
_OWN_BOXES = re.compile(MAIL_PROVIDER)
_ACCOUNT = re.compile(r"[a-z0-9_](?:[a-z0-9_.]{0,39}[a-z0-9_])?")
_DIGIT_WORD = "(?:" + "|".join(sorted(DIGIT_WORDS, key=len, reverse=True)) + ")"
_SPOKEN_LOCAL = re.compile(
    r"(?<![a-z0-9])(?:(?:(?:[a-z0-9] ){2,14}[a-z0-9]|[a-z0-9_+\-.]{1,30})[ ,]{0,2}[\[(]?"
    r"(?:titik|dot|underscore|underskor|"
    r"garis bawah|garis datar|strip|minus|tanda hubung)[\])]?[ ,]{0,2}){0,4}"
    rf"(?:(?:[a-z0-9] ){{2,14}}[a-z0-9]|[a-z0-9._%+\-]{{1,64}}(?:[ ,]{{1,2}}{_DIGIT_WORD}){{0,8}})\Z"
)
# What a label leads to is the address, in pieces or not: "Emai1: siti_aminah 88@yahoo.co.id".
_MAIL_LABEL = re.compile(
    r"(?:e ?-? ?(?:m|rn)a[il1][l1]|sure[l1])(?:ku|nya|e|na)?(?![a-z])[ :.=;]{0,4}"
    r"(?:(?:saya|sy|dia|beliau|kami|aku|adalah|address|is|my|yaitu|pribadi|aktif|ke|di|pak|bu)[ :]{1,2}){0,3}"
    r"([a-z0-9][a-z0-9 .,_\-]{0,60})\Z"
)
_MAIL_COLON = re.compile(r"a[il1][l1](?:ku|nya)?[ ]{0,3}[:;=]")
_LABEL_REACH = 80
_SHORT_LOCAL = 4
_SIGN_IN_BRACKETS = ("(@)", "[@]", "{@}", "<@>")
_STOPS = words("saya sy ke di dan atau yang adalah itu ini bisa kirim dari lewat via juga aktif or and")
_HANDLE_LABEL = re.compile(
    r"\b(?:ig|instagram|insta|fb|facebook|fesbuk|pesbuk|login|"
    r"tiktok|tik tok|telegram|tele|twitter|username|user name|userid|"
    r"line id|line|threads|snapchat|discord|steam|"
    r"akun(?: (?:ig|instagram|fb|facebook|tiktok|twitter|telegram|x|medsos|sosmed))?|account|medsos|"
    r"sosmed|id line)"
    r"(?:ku|nya|q)?(?:/x)?(?: aja)?(?: ?(?:ke ?-?(?:2|dua)|kedua|satu|lain|baru|palsu|asli)(?:nya)?)?"
    r"(?: ?nya| ?ku| saya| sy| aku| gue| gw| dia| beliau| pelaku| ybs| atas nama| bernama| dengan nama)?"
    r"(?: is| adalah| itu| yaitu)?"
    r"[ ]{0,2}[:=(\-]?[ ]{0,2}\"?"
)
# A label that can only be followed by an account: any word there is one, whatever its shape.
_ACCOUNT_LABEL = re.compile(
    r"\b(?:(?:line id|id line|username|user name|userid|user id|nama akun|id telegram|id ig|id game)"
    r"(?:ku|nya)?(?: (?:ig|instagram|telegram|tele|tiktok|fb|facebook|twitter|line))?(?: saya| sy|"
    r" dia| beliau)?"
    r"[ ]{0,2}[:=]?|(?:ig|instagram|insta|tiktok|telegram|tele|twitter|threads|line)(?:ku|nya)?"
    r"(?: saya| sy| dia)?[ ]{0,2}[:=])[ ]{0,2}\"?(@?[a-z0-9_.]{3,39}[a-z0-9_])"
)
_NO_ACCOUNT = words(
    "saya dia beliau mereka kami kita palsu resmi milik sudah tidak yang untuk dengan dari juga "
    "bisa masih akan "
    "atas nama tersebut bernama group grup channel admin dan atau hanya pakai password login "
    "aplikasi belum harus "
    "simpatika emis siaga dapodik tanpa ada salah lupa lapor the and is was my his her with for "
    "fake ini itu adalah "
    "whatsapp facebook instagram tiktok"
)
# Shapes that are accounts only near a word for one.
_NEAR_LABEL = re.compile(
    r"(?<![a-z0-9._@/])(?:[a-z][a-z0-9.]{0,30}_[a-z0-9._]{1,30}|[a-z0-9]{1,30}"
    r"(?: (?:dot|titik|underscore|garis bawah|strip) [a-z0-9]{1,30}){1,4}"
    rf"(?: {_DIGIT_WORD}\b){{0,8}})(?![a-z0-9_@/])"
)
_FILE_NAME = re.compile(
    r"\.(?:pdf|jpe?g|png|docx?|xlsx?|mp[34]|zip|txt)\Z| (?:dot|titik) (?:com|co|id|net)\b"
)
_LABEL_WORD = re.compile(
    r"\b(?:ig|instagram|insta|fb|facebook|tiktok|telegram|tele|twitter|akun|akunna|account)[a-z]{0,3}\b"
)
_NEAR = 70
# People give the name they bear on Facebook: "akun fb Bang Jago".
_NAMED_PAGE = re.compile(
    r"\b(?i:akun )?(?i:fb|facebook)(?i:nya|ku)?(?i: saya| dia| atas nama| bernama| nya)?[ :]{1,3}"
    r"([A-Z][A-Za-z]{1,20}(?: [A-Z][A-Za-z]{1,20}){1,3})"
)
# "@Rp15.000", "@10rb", "@admin": a price each, or whoever runs the group.
_PRICE = re.compile(
    r"(?:rp[ .]?)?[0-9][0-9.]{0,14}(?:rb|ribu|k|jt|juta|pcs|org|an)?|admin|all|everyone|semua"
)
_SPOKEN_DOT = r"(?:[ ]?[\[({][ ]?(?:dot|titik)[ ]?[\])}][ ]?|[ ](?:dot|titik)[ ]|[ ]{0,2}\.[ ]{0,2})"
_SPOKEN_LINK = re.compile(
    r"(?<![a-z0-9@])(?:facebook|fb|instagram|tiktok|twitter|youtube|linktr|bit|wa|t)"
    rf"{_SPOKEN_DOT}(?:com|me|ly|ee|id)(?:[ ]{{0,2}}/[ ]{{0,2}}|[ ](?:garis miring|slash|per)[ ])"
    r"@?[a-z0-9_\-]{2,40}(?:[._][a-z0-9_\-]{1,30}){0,4}(?:[ ](?:titik|dot)[ ][a-z0-9_\-]{2,30}){0,3}"
)
# A forum's members, "u/bukan_siapa2"; "r/" is a forum.
_MEMBER = re.compile(r"(?<![a-z0-9/._])u/[a-z0-9_\-]{3,20}(?![a-z0-9/])")
_TAGGED = re.compile(r"(?<![a-z0-9#])[a-z0-9_.]{3,32}#[0-9]{4}(?![0-9])")

_HANDLE_SHAPE = re.compile(
    r"@?[ ]?[a-z0-9]{1,30}(?:[._][a-z0-9]{1,20}){1,4}[_0-9]{0,4}|@?[a-z]{3,25}[0-9_]{1,6}[a-z0-9_]{0,12}|"
    r"@[a-z0-9_.]{2,30}"
)
_HANDLE_BEFORE = re.compile(
    r"(?<![a-z0-9._@])([a-z0-9]{1,30}(?:[._][a-z0-9]{1,20}){1,4}|[a-z]{3,25}[0-9_]{1,6})"
    r"(?: ?[(\-,] ?| (?:di|d|in|on|pada|dari) )(?:akun )?"
    r"(?:tiktok|ig|instagram|fb|facebook|twitter|telegram)\b"
)
HANDLE_WORDS = words(
    "fesbuk pesbuk login "
    "ig instagram insta fb facebook tiktok telegram tele twitter username userid line threads akun "
    "account medsos sosmed akunna igku instagramku fbku tiktokku ignya fbnya instagramnya discord snapchat "
    "steam user "
    "usernamenya usernameku tiktoknya telegramnya akunnya"
)
# A scanner's gap inside the host: "https://d rive.google.com/f".
_BROKEN_LINK = re.compile(
    r"https?://(?:[a-z0-9\-]{1,12} [a-z0-9\-]{1,20}\.|[a-z0-9\-.]{1,30}(?:\. | \.))[^\s<>\"]{2,200}"
)
# Its next piece: "https://drive.google.com/fi le/d/1aB".
_LINK_PIECE = re.compile(r" [a-z0-9?=_\-]{0,40}[/_=][^\s<>\"]{1,200}")
PAGE_WORDS = words("blogspot wordpress wixsite weebly medium tumblr carrd github web my")
# Sites of government offices identify nobody; a personal page would not live there.
_PUBLIC_HOST = re.compile(r"(?:https?://)?(?:[a-z0-9\-]{1,63}\.){1,5}(?:go|desa)\.id(?:[/:?#]|\Z)")


def find_emails(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield e-mail addresses written with "@" or with words in its place."""
    low = view.lowered
    position = low.find("@")
    while position >= 0:
        found = _email_at(low, position, damaged=view.damaged)
        if found is not None:
            yield found
        position = low.find("@", position + 1)
    for match in patterns["at_word"].finditer(low):
        bracketed = any(mark in match.group() for mark in "[({<")
        domain = _SPOKEN_DOMAIN.match(low, match.end()) or _PROVIDER.match(low, match.end())
        domain = domain or (_BRACKETED_DOMAIN.match(low, match.end()) if bracketed else None)
        local = _SPOKEN_LOCAL.search(low, max(0, match.start() - _LOCAL_MAX), match.start())
        if domain is not None and local is not None:
            start = _labelled_start(low, match.start() - len(local.group()))
            yield Finding(start, domain.end(), Verdict(SpanType.EMAIL, 0.9, "email.spoken"))
    for match in patterns["provider"].finditer(low):
        yield from _email_without_at(low, match.start(), match.end())


def _email_in_brackets(low: str, at: int) -> Finding | None:
    """ "suwarni80(@)gmail.com": the sign alone in brackets."""
    local = _SPOKEN_LOCAL.search(low, max(0, at - _LOCAL_MAX), at - 1)
    domain = _PROVIDER.match(low, at + 2) or _DOMAIN.match(low, at + 2)
    if local is None or domain is None:
        return None
    return Finding(local.start(), domain.end(), Verdict(SpanType.EMAIL, 0.95, "email.at"))


def _email_at(low: str, at: int, *, damaged: bool) -> Finding | None:
    if low[at - 1 : at + 2] in _SIGN_IN_BRACKETS:
        return _email_in_brackets(low, at)
    if low[at - 1 : at] not in _BEFORE_AT or low[at + 1 : at + 2] in ("@", ""):
        return None
    spaced = at > 0 and low[at - 1] == " "
    domain = _PROVIDER.match(low, at + 1) or (_SPACED_DOMAIN if spaced else _DOMAIN).match(low, at + 1)
    if domain is None:
        broken = _BROKEN_DOMAIN.match(low, at + 1)
        known = broken is not None and _PROVIDER.match(broken.group().replace(" ", "")) is not None
        domain = broken if damaged or known else None
    spoken = _SPOKEN_DOMAIN.match(low, at + 1)
    longer = spoken if domain is None or (spoken is not None and spoken.end() > domain.end()) else None
    domain = longer or domain
    window = low[max(0, at - _LOCAL_MAX) : at - spaced]
    local = len(window) - len(window.rstrip(_LOCAL))
    if domain is None and local and not spaced and _is_address(window, local):
        domain = _UNENDED_DOMAIN.match(low, at + 1)
    if domain is None or not local:
        return None
    dotted = _DOTTED_LOCAL.search(window)
    start = at - spaced - (local if dotted is None else len(dotted.group()))
    if domain.end() < len(low) and _MORE_DOMAIN.match(low, domain.end()):
        domain = _DOMAIN.match(low, at + 1) or domain
    if _is_public_box(low[start:at].strip(), low[at + 1 : domain.end()]):
        return None
    in_pieces = local < _SHORT_LOCAL or "." in low[start - 2 : start + 1] or low[start:at].strip().isdigit()
    if damaged or in_pieces or _MAIL_COLON.search(low, max(0, start - _LABEL_REACH), start):
        start = _labelled_start(low, start)
    start += len(low[start:at]) - len(low[start:at].lstrip(".-"))
    end = domain.start() + len(domain.group().rstrip(".,- "))
    return Finding(start, end, Verdict(SpanType.EMAIL, 0.99, "email.at"))


def _is_public_box(local: str, domain: str) -> bool:
    """Whether an address names a duty at an organisation's own domain: "layanan@ptsp-wanareja.go.id"."""
    parts = re.findall(r"[a-z]+", local)
    if not parts or _OF_ORGANISATIONS.search(domain) is None or _OWN_BOXES.match(domain) is not None:
        return False
    if _DUTIES.issuperset(parts):
        return True
    return not any(map(str.isdigit, local)) and all(part in _DUTIES or _is_ordinary(part) for part in parts)


def _is_ordinary(word: str) -> bool:
    """Whether nobody is called by a word of a mailbox: "keberangkatan", "perpustakaan"."""
    reading = lexicon().read(word, misspelt=False)
    return len(word) > 2 and reading.code in _DUTY_CLASSES and reading.bucket == "0"


def _labelled_start(low: str, start: int) -> int:
    """Where an address begins whose pieces before `start` stand right behind its label."""
    window_start = max(0, start - _LABEL_REACH)
    labelled = _MAIL_LABEL.search(low[window_start:start])
    if labelled is None or not _STOPS.isdisjoint(labelled.group(1).split()):
        return start
    return window_start + labelled.start(1)


def _is_address(window: str, local: int) -> bool:
    """Whether what stands before "@" is an account rather than what is sold somewhere: "nasi@warung"."""
    return re.search(r"[._0-9]", window[-local:]) is not None or "mail" in window[-local - 20 : -local]


def _email_without_at(low: str, start: int, end: int) -> Iterator[Finding]:
    """ "budi.santoso gmail.com": the sign was lost, a local part with a dot, digit or label remains."""
    if low[start] == "@":
        return
    window = low[max(0, start - _LOCAL_MAX) : start]
    local = window[len(window.rstrip(_LOCAL)) :]
    labelled = re.search(r"e-?mail(?:nya)?[ :]{1,3}\Z", window[: len(window) - len(local)])
    if len(local) > 3 and (labelled or re.search(r"[0-9_]|[a-z]\.[a-z]", local)):
        yield Finding(start - len(local), end, Verdict(SpanType.EMAIL, 0.8, "email.lost-at"))


def find_spoken_links(low: str) -> Iterator[Finding]:
    """Yield pages of well-known hosts whose marks are spoken or in brackets: "facebook[dot]com/siti"."""
    for match in _SPOKEN_LINK.finditer(low):
        yield Finding(match.start(), match.end(), Verdict(SpanType.URL, 0.96, "url"))


def find_members(low: str) -> Iterator[Finding]:
    """Yield members of forums, "u/bukan_siapa2"."""
    for member in _MEMBER.finditer(low):
        yield Finding(member.start(), member.end(), Verdict(SpanType.HANDLE, 0.85, "handle.member"))


def find_links(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield links with a scheme, "www." or a path; sites of government offices are left alone."""
    low = view.lowered
    for match in patterns["scheme"].finditer(low):
        piece = _LINK_PIECE.match(low, match.end()) if view.damaged else None
        yield from _link(low, match.start(), match.end() if piece is None else piece.end())
    for broken in _BROKEN_LINK.finditer(low):
        yield from _link(low, broken.start(), broken.end())
    for match in patterns["path"].finditer(low):
        window = low[max(0, match.start() - 80) : match.start()]
        host = len(window) - len(window.rstrip("abcdefghijklmnopqrstuvwxyz0123456789.-"))
        if host and low[match.start() - host - 1 : match.start() - host] not in ("@", "/"):
            yield from _link(low, match.start() - host, match.end())


def _near_labels(low: str) -> Iterator[Finding]:
    """ "ig pak dodi dodi_99", "instagram aja, namanya pejuang dot nadya"."""
    labels = [match.end() for match in _LABEL_WORD.finditer(low)]
    if not labels:
        return
    for match in _NEAR_LABEL.finditer(low):
        near = bisect_left(labels, match.start() - _NEAR) < bisect_left(labels, match.start())
        if near and _FILE_NAME.search(low, match.start(), match.end() + 5) is None:
            yield Finding(match.start(), match.end(), Verdict(SpanType.HANDLE, 0.7, "handle.label"))


def find_pages(view: View, patterns: dict[str, Pattern]) -> Iterator[Finding]:
    """Yield pages of one's own that are named without a path: "name.blogspot.com"."""
    for match in patterns["page"].finditer(view.lowered):
        yield from _link(view.lowered, match.start(), match.end())


def _link(low: str, start: int, end: int) -> Iterator[Finding]:
    while end > start and low[end - 1] in ".,;:!?)]}'\"":
        end -= 1
    if end - start > 5 and _PUBLIC_HOST.match(low[start:end].removeprefix("www.")) is None:
        yield Finding(start, end, Verdict(SpanType.URL, 0.97, "url"))


def find_handles(view: View) -> Iterator[Finding]:
    """Yield account names: "@name", and what follows "IG", "akun TikTok" when it has an account's shape."""
    low = view.lowered
    position = low.find("@")
    while position >= 0:
        account = _ACCOUNT.match(low, position + 1)
        before = low[position - 1 : position]
        priced = account is not None and _PRICE.fullmatch(account.group()) is not None
        if (
            account is not None
            and not (before.isalnum() and position)
            and len(account.group()) > 2
            and not priced
        ):
            yield Finding(position, account.end(), Verdict(SpanType.HANDLE, 0.9, "handle.at"))
        position = low.find("@", position + 1)
    for named in _HANDLE_BEFORE.finditer(low):
        yield Finding(named.start(1), named.end(1), Verdict(SpanType.HANDLE, 0.85, "handle.label"))
    for named in _ACCOUNT_LABEL.finditer(low):
        if named.group(1) not in _NO_ACCOUNT:
            yield Finding(named.start(1), named.end(1), Verdict(SpanType.HANDLE, 0.7, "handle.label"))
    for named in _NAMED_PAGE.finditer(view.folded):
        if not view.folded[named.start() : named.end()].isupper():
            yield Finding(named.start(1), named.end(1), Verdict(SpanType.HANDLE, 0.6, "handle.label"))
    yield from _near_labels(low)
    if "#" in low:
        for tagged in _TAGGED.finditer(low):
            yield Finding(tagged.start(), tagged.end(), Verdict(SpanType.HANDLE, 0.8, "handle.tag"))
    for label in _HANDLE_LABEL.finditer(low):
        shape = _HANDLE_SHAPE.match(low, label.end())
        if shape is not None and label.end() - label.start() > 2:
            yield Finding(shape.start(), shape.end(), Verdict(SpanType.HANDLE, 0.85, "handle.label"))
