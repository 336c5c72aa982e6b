"""Tell from the words around a finding which part its owner plays: reporter, witness, accused and so on.

The cue lists are in `lexicons/roles.toml`. What to do with a role is the business of policies. Nobody is
accused or official without a word that says so of this very person, and nobody with a word of the
reporter's side is either.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from anonymizer.role_cues import REPORTER_SIDE, SIDE_ORDER, Role, cues
from anonymizer.role_doubts import doubts
from anonymizer.role_owners import Heading, heading_role, owner_role
from anonymizer.spans import Span, SpanType

__all__ = ["REPORTER_SIDE", "Role", "gender_before", "roles", "title_words"]

REACH = 96  # characters read on each side of a finding
JOINED_REACH = 48  # characters between two names that share a part: "dan", titles, an office
HEADING_LENGTH = 60  # a longer line is a sentence, not a heading
LAST_LINES = 3  # lines at the end of a text among which a name alone is a signature
COMPARED = 150  # names with a word in common that are compared with each other

_REMARK = re.compile(r"\s{0,2}\([^()\n]{0,60}\)")
_NUMBERED = re.compile(  # "X, wa 0812..., minta uang"
    r"[\s,]{0,3}(?:(?:no|nomor|hp|wa|nip|telp|nya)[\s.:]{0,3}){0,4}\d(?:[ .-]?\d){7,24}[\s,]{0,3}(?=\s)"
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NEW_SENTENCE = re.compile(r"\s?[.;!?]\s")
_SENTENCE = re.compile(r"[!?;]|(?<![,:])\n\s*\n|(?<=\w{4})\.\s")


@dataclass(frozen=True, slots=True)
class _Around:
    """The clause left and right of a name, the left also without titles, the right without degrees."""

    left: str
    bare: str
    right: str
    own: str  # the right side up to the next person, unless both are joined
    wide: str  # the left side across the borders of clauses
    onward: str  # the right side across the borders of sentences, up to the next person
    kin: bool  # whether words right of it make it a relative ("X, suami saya", but not "X, suami saya Y")


def roles(text: str, spans: Sequence[Span]) -> list[Role]:
    """Return one role for each span, in order. Persons by the words around them, numbers by their owner.

    `spans` are sorted and free of overlaps, as `find` returns them.
    """
    lowered = _lowered(text)
    headings = _headings(lowered)
    persons = [index for index, span in enumerate(spans) if span.type is SpanType.PERSON]
    people: dict[int, Role] = {}
    for place, index in enumerate(persons):
        following = spans[persons[place + 1]].start if place + 1 < len(persons) else len(lowered)
        people[index] = _person_role(lowered, spans[index], following, headings)
    _share_roles(lowered, spans, people)
    _doubt_namesakes(lowered, spans, people)
    return [
        people[index] if index in people else owner_role(lowered, spans, index, people, headings)
        for index in range(len(spans))
    ]


def gender_before(text: str, start: int) -> str:
    """Return "m" or "f" when the title right before `start` says so ("Pak", "Hj."), else ""."""
    words = re.findall(r"[a-z]+", _lowered(text[max(0, start - 24) : start]))
    known = cues()
    for word in reversed(words):
        if word not in known.titles:
            return ""
        if word in known.male or word in known.female:
            return "m" if word in known.male else "f"
    return ""


def title_words() -> frozenset[str]:
    """Return the lower-case words that may stand before a name without belonging to it."""
    return cues().titles


def _lowered(text: str) -> str:
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    )


def _person_role(lowered: str, span: Span, following: int, headings: list[Heading]) -> Role:
    around = _around(lowered, span, following)
    if doubts().taken_in.match(lowered, span.start, span.end):
        return Role.UNKNOWN
    beside_accused = doubts().of_accused.search(around.left) is not None
    if not beside_accused and _labelled(around):
        return Role.ACCUSED
    side = _side_role(around)
    if side is not None:
        return side
    if _is_signature(lowered, span, around):
        return Role.REPORTER
    known = cues()
    if not beside_accused and known.plea.search(around.left) and known.sanctions.match(around.own):
        return Role.ACCUSED
    if beside_accused or known.passive.match(around.right):
        return Role.UNKNOWN
    return _doer_role(around) or heading_role(lowered, headings, span.start)


def _around(lowered: str, span: Span, following: int) -> _Around:
    known = cues()
    wide = lowered[max(0, span.start - REACH) : span.start]
    ends = [match.end() for match in _SENTENCE.finditer(wide)]
    left = wide[ends[-1] :] if ends else wide
    right = _clause_right(lowered, span.end)
    degrees = known.degrees_after.match(right)
    right = right[degrees.end() :] if degrees else right
    own = _clause_right(lowered[: min(following, span.end + REACH)], span.end)
    degrees = known.degrees_after.match(own)
    own = own[degrees.end() :] if degrees else own
    if following - span.end <= JOINED_REACH and known.joined.match(lowered[span.end : following]):
        own = right
    remark = _REMARK.match(own)
    own = own[remark.end() :] if remark else own
    numbered = _NUMBERED.match(own)
    own = own[numbered.end() :] if numbered else own
    onward = lowered[span.end : min(following, span.end + 2 * REACH)]
    kin = _is_kin(right, onward if following < len(lowered) else "")
    return _Around(left, known.titles_before.sub("", left), right, own, wide, onward, kin)


def _is_kin(right: str, until_next: str) -> bool:
    known = cues()
    if not known.side_after[Role.FAMILY].match(right):
        return False
    bare = known.titles_before.sub("", until_next).rstrip()
    return not (bare[-1:].isalnum() and known.side_before[Role.FAMILY].search(bare))


def _labelled(around: _Around) -> bool:
    """Whether "terlapor" or the like stands before the name and "(istri saya)" does not stand behind."""
    known = cues()
    if not (known.label.search(around.left) or known.label.search(around.bare)):
        return False
    return not around.kin


def _side_role(around: _Around) -> Role | None:
    known = cues()
    of_another = known.others.search(around.bare) is not None
    if not of_another and known.myself.search(around.bare):
        return Role.REPORTER
    if doubts().kin.search(around.left):
        return Role.FAMILY
    for role in SIDE_ORDER:
        if role is Role.REPORTER and of_another:
            continue
        before = known.side_before[role]
        if (
            before.search(around.left)
            or before.search(around.bare)
            or (around.kin if role is Role.FAMILY else known.side_after[role].match(around.right))
        ):
            return role
        if known.side_office[role].search(around.left):
            return role
    if _is_victim(around):
        return Role.WITNESS
    return Role.REPORTER if known.payer.search(around.left) else None


def _is_victim(around: _Around) -> bool:
    """Whether something is asked of, or done to, this person, or the next sentence calls them a source."""
    known, unsure, left = cues(), doubts(), around.left
    if unsure.listed.search(around.wide) or unsure.pupil.search(left):
        return True
    if unsure.friend.search(left) or unsure.suffered.search(left) or unsure.refuses.match(around.own):
        return True
    if unsure.struck.search(left) and not unsure.relative.match(around.own):
        return True
    if known.people.search(left) or known.asked.search(left) or known.object.search(left):
        return True
    if known.victims.match(around.right) or known.victims_later.match(around.own):
        return True
    return known.source_later.match(around.onward) is not None


def _doer_role(around: _Around) -> Role | None:
    known, left, bare = cues(), around.left, around.bare
    if known.due.search(left) or known.harmless_after.match(around.right) or _is_excused(around):
        return None
    if _is_accused_before(around):
        return Role.ACCUSED
    if known.remark.match(around.right):
        return Role.ACCUSED
    if known.accused_after.match(around.own) and not _is_object(around):
        return Role.ACCUSED
    if known.other_by.search(left):
        return None
    if known.others.search(bare):
        return Role.OFFICIAL
    office = known.official_before.search(left) or known.official_before.search(bare)
    if not (office or known.office_and_title.search(left)):
        return None
    return Role.OFFICIAL if known.agent.search(left) or known.acting.match(around.own) else None


def _is_accused_before(around: _Around) -> bool:
    """Whether a cue in front accuses; to call somebody in, or to get what is no money, is no wrong."""
    known, unsure, left = cues(), doubts(), around.left
    if unsure.summoned.search(left) or (unsure.given.search(left) and not unsure.paid.search(left)):
        return False
    cue = known.accused_before.search(left) or known.accused_before.search(around.bare)
    return cue is not None or _named_on_the_job(left)


def _is_excused(around: _Around) -> bool:
    """Whether what seems to accuse tells of money that is due, a refusal or an answer to a blow."""
    unsure, left, right = doubts(), around.left, around.own
    if unsure.excused.match(right) or unsure.owed.search(left) or unsure.hushed.search(left):
        return True
    if unsure.kin_account.search(left) or _is_denied(around):
        return True
    if unsure.received.search(left) and (unsure.short.match(right) or not unsure.money.search(left)):
        return True
    if unsure.given.search(left) and unsure.due_after.match(right):
        return True
    return unsure.sued.search(left) is not None and unsure.police.match(right) is not None


def _is_denied(around: _Around) -> bool:
    """Whether somebody else's charge is told, supposed or called false, or a writer's own deed avowed."""
    unsure, left = doubts(), around.left
    if unsure.denied.search(left) or unsure.accusing.search(left) or unsure.countered.search(left):
        return True
    if unsure.cleared.match(around.right) or unsure.cleared.match(around.onward):
        return True
    if unsure.avowed.search(left) and around.right.lstrip().startswith(","):
        return True
    return unsure.supposed.search(left) is not None and unsure.surely.match(around.right) is not None


def _is_object(around: _Around) -> bool:
    """Whether a verb in front has this person for its object, and no "yang" makes it a doer again."""
    return doubts().object.search(around.left) is not None and not doubts().relative.match(around.own)


def _named_on_the_job(left: str) -> bool:
    """Whether "petugas loket bernama" stands before a name, and nobody does anything to that petugas."""
    post = doubts().named_job.search(left)
    return post is not None and not doubts().object_end.search(left[: post.start()])


def _is_signature(lowered: str, span: Span, around: _Around) -> bool:
    """Whether the name stands below a closing, alone in one of the last lines, or behind "Dari"."""
    known = cues()
    if known.signature.search(around.wide) or known.sender.search(around.wide):
        return True
    line_start = lowered.rfind("\n", 0, span.start) + 1
    rest = lowered[span.end : span.end + 2 * REACH]
    if line_start == 0 or len(lowered) - span.end > len(rest) or span.start - line_start > REACH:
        return False
    below = [line for line in rest.split("\n")[1:] if line.strip()]
    alone = known.signed_line.match(lowered, line_start, span.start)
    return len(below) < LAST_LINES and alone is not None and _ends_line(rest.split("\n")[0])


def _ends_line(rest: str) -> bool:
    degrees = cues().degrees_after.match(rest)
    left = rest[degrees.end() :] if degrees else rest
    return len(left.split()) <= LAST_LINES and ":" not in left


def _share_roles(lowered: str, spans: Sequence[Span], people: dict[int, Role]) -> None:
    """In "X dan Y" both play the part said of one, if nothing or only an office is said of the other."""
    for left, right in itertools.pairwise(sorted(people)):
        between = lowered[spans[left].end : spans[right].start]
        if len(between) > JOINED_REACH or not cues().joined.match(between) or not between.strip():
            continue
        if _NEW_SENTENCE.match(between):
            continue
        one, other = people[left], people[right]
        if "\n" in between and not {one, other} & REPORTER_SIDE:
            continue
        if other is Role.UNKNOWN or (other is Role.OFFICIAL and one in REPORTER_SIDE):
            people[right] = _shared(one)
        elif one is Role.UNKNOWN or (one is Role.OFFICIAL and other in REPORTER_SIDE):
            people[left] = _shared(other)


def _shared(role: Role) -> Role:
    """What is said of the one: an office, though, has one holder."""
    return Role.UNKNOWN if role is Role.OFFICIAL else role


def _doubt_namesakes(lowered: str, spans: Sequence[Span], people: dict[int, Role]) -> None:
    """Whose name is part of one on the reporter's side, or begins with it, may be the same person."""
    written = {i: _LETTERS.findall(lowered[spans[i].start : spans[i].end]) for i in people}
    named = {i: frozenset(words) for i, words in written.items()}
    side = {named[i] for i, role in people.items() if role in REPORTER_SIDE and named[i]}
    holders: dict[str, list[frozenset[str]]] = {}
    for name in sorted(side, key=sorted):
        for word in name:
            holders.setdefault(word, []).append(name)
    for index, role in people.items():
        if role not in (Role.ACCUSED, Role.OFFICIAL):
            continue
        own = named[index]
        near = (name for word in own for name in holders.get(word, ())[:COMPARED])
        if any(own <= name or (name < own and written[index][0] in name) for name in near):
            people[index] = Role.UNKNOWN


def _clause_right(lowered: str, end: int) -> str:
    right = lowered[end : end + REACH]
    stop = re.search(r"\A\.\s|[!?;\n]|(?<=\w{4})\.\s", right)
    return right[: stop.start()] if stop else right


def _headings(lowered: str) -> list[Heading]:
    """Where a section of a form begins and whose data it holds; UNKNOWN where it ends."""
    known, found, position = cues(), list[Heading](), 0
    if "\n" not in lowered:
        return found
    for line in lowered.split("\n"):
        bare = line.strip()
        if len(bare) > HEADING_LENGTH:
            bare = ""
        role = next((role for role, heading in known.headings.items() if bare and heading.match(bare)), None)
        if role is not None:
            found.append((position, role))
        elif known.closing.match(line.strip()) or (
            found and found[-1][1] is Role.ACCUSED and known.form_end.match(line)
        ):
            found.append((position, Role.UNKNOWN))
        position += len(line) + 1
    return found
