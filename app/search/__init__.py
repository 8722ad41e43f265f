"""Full text search: what activities wrote, found by its words, within what somebody may read.

- `words`: what was typed, how else it is spelt and bent, and where it stands in a text;
- `index`: what the two databases keep for it, made by migrations, and the question to ask of them;
- `sources`: what is searched, as data of each activity, and the search across all of them.

Both databases promise the same: every word has to occur; it is found bent ("Häuser" for "Haus"), in either
spelling ("Strasse", "Mueller"), and as the beginning of a longer word ("Miete" for "Mietenspiegel").
"""

from __future__ import annotations
