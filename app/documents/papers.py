"""What each paper is made of.

All texts are finished words, dates included ("Mi., 12.03.2025, 19:00 Uhr"); what there is nothing to say about is the
empty string or list. Papers are German: so are the words that the templates add.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Mark = Literal["strong", "emph", "strike", "code"]


class Run(TypedDict):
    """A stretch of text that looks the same from its first to its last sign."""

    text: str
    marks: list[Mark]
    link: str
    """Where it leads: http, https or mailto; empty: nowhere."""


class Block(TypedDict):
    """A piece of a text that stands by itself; which of the other keys there are depends on its kind."""

    kind: Literal["paragraph", "heading", "list", "quote", "code", "rule"]
    runs: NotRequired[list[Run]]
    """Of a paragraph or a heading."""
    level: NotRequired[int]
    """Of a heading: 1 to 3, the first is 1, none is left out; the paper puts it under its own headings."""
    numbers: NotRequired[list[int]]
    """Of a list: the number of each item, as typed; empty for bullets."""
    items: NotRequired[list[list[Block]]]
    """Of a list."""
    blocks: NotRequired[list[Block]]
    """Of a quote."""
    text: NotRequired[str]
    """Of code."""


class Decided(TypedDict):
    """A decision, in the words that were voted on."""

    number: str
    """`2025/7`, or empty."""
    wording: str
    vote: str
    """`9 Ja, 1 Nein, 2 Enthaltungen` or `ohne Gegenstimme`."""
    result: str
    """`angenommen`."""


class Assigned(TypedDict):
    """A task: what, who, until when."""

    title: str
    who: str
    until: str


class Recorded(TypedDict):
    """What the minutes say of one item of the agenda."""

    number: str
    """`1`; empty for what was not on the agenda."""
    title: str
    kind: str
    """`Bericht`."""
    outcome: str
    """`vertagt`; empty for what was dealt with."""
    blocks: list[Block]
    decisions: list[Decided]
    tasks: list[Assigned]


class Correction(TypedDict):
    """What was put right after the approval."""

    day: str
    by: str
    blocks: list[Block]


class MinutesPaper(TypedDict):
    """The minutes of a meeting."""

    space: str
    """The body that met: `Stadtteilverband KTV`."""
    title: str
    kind: str
    when: str
    """Day and planned span."""
    day: str
    """The day alone, for the title."""
    place: str
    started: str
    """When it really began: `19:04 Uhr`."""
    ended: str
    chair: str
    keeper: str
    present: list[str]
    excused: list[str]
    guests: int
    guest_names: list[str]
    """Only of those who wished it."""
    invitation: str
    """A sentence: when was invited, and whether the notice period was kept."""
    quorum: str
    """A sentence, or empty where the kind of meeting has none."""
    items: list[Recorded]
    notes: list[Block]
    """What belongs to no item."""
    decisions: list[Decided]
    """Those that belong to no item."""
    tasks: list[Assigned]
    """Those that belong to no item."""
    corrections: list[Correction]
    is_draft: bool
    """Not approved yet: every page says so."""
    state: str
    """`Entwurf, noch nicht genehmigt` or `Genehmigt am Mi., 09.04.2025`."""
    made: str
    """When the paper was made, in words."""


class ReportedItem(TypedDict):
    """What a report says of one item of a sitting."""

    number: str
    title: str
    result: str
    """`angenommen`, or empty."""
    facts: list[str]
    """`7 Ja, 1 Nein, 2 Enthaltungen`, `wir: Ja`, the number of the paper, topics."""
    sentence: list[str]
    """A line each."""
    is_internal: bool
    """The sentence is for the party alone."""
    follow_up: str
    """`Nachfragen beim Amt (Cem Kaya, bis Fr., 14.03.2025)`, or empty."""


class ReportPaper(TypedDict):
    """What ours brought back from a sitting of a council."""

    space: str
    title: str
    council: str
    day: str
    """Of the sitting."""
    when: str
    place: str
    author: str
    typed_by: str
    """Who typed it for the author, or empty."""
    filed: str
    """The day."""
    corrected: str
    """The day, or empty."""
    there: str
    important: list[ReportedItem]
    short: list[ReportedItem]
    without: str
    """`TOP 1–4, 9`, or empty."""
    voices: list[str]
    """What residents said, a line each."""
    voices_are_internal: bool
    has_internal: bool
    """Something in it is for the party alone: every page says so."""
    made: str


class Addressee(TypedDict):
    """Somebody who gets a letter."""

    name: str
    address: list[str]
    """Lines below the name; empty: left free for a sticker or for writing."""
    greeting: str
    """`Liebe Erika,`"""


class Timed(TypedDict):
    """An item of an agenda that is sent out."""

    number: str
    title: str
    time: str
    """`19:10`, or empty."""
    note: str
    """`Wahl`, or empty."""


class LetterPaper(TypedDict):
    """Letters of invitation: the same for everybody but name and greeting, each on a sheet of its own."""

    space: str
    sender: list[str]
    """Who writes, where and how to reach them: lines."""
    return_address: str
    """The small line in the window, for letters that come back."""
    day: str
    """`Mi., 05.03.2025`, perhaps with the town before it."""
    subject: str
    addressees: list[Addressee]
    paragraphs: list[str]
    blocks: NotRequired[list[Block]]
    """Words that somebody marked up, below the paragraphs."""
    when: str
    place: str
    access: str
    """How to get in."""
    agenda: list[Timed]
    answer: str
    """How to answer without e-mail: whom to phone."""
    notices: list[str]
    """Deadlines for motions, announced elections, how much earlier was invited."""
    closing: str
    signed: list[str]
    """Who signs, a line each."""


class LetterListPaper(TypedDict):
    """The list to tick for those letters."""

    space: str
    title: str
    day: str
    when: str
    invite_by: str
    """A sentence: until when the invitation has to be out."""
    names: list[str]
    made: str


class Invited(TypedDict):
    """Somebody who was invited, and how."""

    name: str
    way: str
    """`E-Mail`, `Brief`, `Telefon`, `persönlich`."""
    when: str
    state: str
    """`vom Mailserver angenommen am …`, `Brief eingeworfen am …`, `abgewiesen: …`."""


class Told(TypedDict):
    """A change that those who were invited were told of."""

    when: str
    text: str


class ProofPaper(TypedDict):
    """The proof of an invitation, to put with the minutes."""

    space: str
    title: str
    kind: str
    day: str
    when: str
    place: str
    access: str
    notice: str
    """The notice period: `mindestens 14 Tage`."""
    kept: str
    """A sentence: whether it was kept, counted from when."""
    invited: list[Invited]
    summary: str
    """`42 Eingeladene: 38 per E-Mail, 4 mit Brief`, or empty."""
    agenda: list[Timed]
    """As it was sent; announced elections are noted."""
    sent: str
    """When this agenda was sent."""
    changes: list[Told]
    made: str


class YearPaper(TypedDict):
    """What both papers of a year calendar say of themselves."""

    space: str
    """Who gives it out: `Kreisverband Rostock`."""
    title: str
    """`Jahreskalender 2027`."""
    selection: str
    """A sentence: what was chosen, or empty for everything."""
    made: str


class ListedEntry(TypedDict):
    """One line of the list of a year."""

    day: str
    """`Mi. 12.03.`, or `Mo. 05.07. – Sa. 14.08.`."""
    time: str
    """`19:00–21:00`, or empty: all day."""
    mark: str
    """What it is, where it is no appointment, or whether it takes place: `Feiertag`, `abgesagt`."""
    title: str
    place: str
    space: str
    is_cancelled: bool
    is_special: bool
    """A day that is special to all: it gets a ground."""


class ListedMonth(TypedDict):
    """A month of it, perhaps without an entry."""

    name: str
    entries: list[ListedEntry]


class YearListPaper(YearPaper):
    """The year as a list, in A4."""

    months: list[ListedMonth]
    has_spaces: bool
    """Whether the entries are of several spaces."""
    left_out: int
    """How many more there would be."""


class WallEntry(TypedDict):
    """An appointment on the wall calendar."""

    time: str
    """`19:00`, or empty on its further days."""
    title: str
    space: str
    note: str
    """`abgesagt`, or empty."""
    is_cancelled: bool


class WallDay(TypedDict):
    """A day of it."""

    number: int
    weekday: str
    """`Mi`."""
    is_sunday: bool
    holiday: str
    """The name of the public holiday, or empty."""
    remembrance: str
    """The name of the day of remembrance, or empty."""
    school: str
    """The name of the school holidays it belongs to, or empty."""
    begins: bool
    """Whether it is their first day on this sheet or in this month, and so names them."""
    entries: list[WallEntry]
    more: int
    """How many entries there are beyond those."""


class WallMonth(TypedDict):
    """A month of it."""

    name: str
    days: list[WallDay]


class YearWallPaper(YearPaper):
    """The year on one sheet in A3, for the wall."""

    months: list[WallMonth]
