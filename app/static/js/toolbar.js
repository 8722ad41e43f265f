// The buttons under "Gestalten": each writes the marks of Markdown for somebody who does not know them, or takes them
// away again. What they do can be undone like typing.

const BOLD = "**";

/** Replace a part of the text as if it had been typed, and select [from, to) of what is there then. */
function type(area, start, end, text, from, to) {
  area.focus();
  area.setSelectionRange(start, end);
  // Deprecated, but the only way that every browser's "undo" understands.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  area.setSelectionRange(from, to);
}

function bold(area) {
  const { value } = area;
  let { selectionStart: start, selectionEnd: end } = area;
  while (start < end && /\s/.test(value[start])) start++; // marks next to a blank would not count
  while (end > start && /\s/.test(value[end - 1])) end--;
  const inner = value.slice(start, end);
  if (value.slice(0, start).endsWith(BOLD) && value.slice(end).startsWith(BOLD)) {
    type(area, start - 2, end + 2, inner, start - 2, end - 2);
  } else {
    const marked = inner.replace(/\S.*\S|\S/g, (words) => BOLD + words + BOLD) || BOLD + BOLD; // each line by itself
    type(area, start, end, marked, start + 2, start + marked.length - 2);
  }
}

function lines(area, mark) {
  const { value, selectionStart, selectionEnd } = area;
  const start = value.slice(0, selectionStart).lastIndexOf("\n") + 1;
  const next = value.indexOf("\n", selectionEnd);
  const end = next < 0 ? value.length : next;
  const before = value.slice(start, end).split("\n");
  const isDone = (line) => line.startsWith(mark) || (!line && before.length > 1); // blank lines between stay blank
  const text = before
    .map(before.every(isDone) ? (line) => line.slice(mark.length) : (line) => (isDone(line) ? line : mark + line))
    .join("\n");
  type(area, start, end, text, before.length > 1 ? start : start + text.length, start + text.length);
}

function link(area, words) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end).trim();
  const isAddress = /^(https?:\/\/|mailto:)\S+$/.test(chosen);
  const text = isAddress || !chosen ? words : chosen;
  const address = isAddress ? chosen : "https://";
  const at = start + 1 + (isAddress || !chosen ? 0 : text.length + 2); // what is left to fill in is selected
  type(area, start, end, `[${text}](${address})`, at, at + (isAddress || !chosen ? text.length : address.length));
}

const MARKS = {
  bold,
  heading: (area) => lines(area, "# "),
  list: (area) => lines(area, "- "),
  link: (area, button) => link(area, button.dataset.words),
};

for (const tools of document.querySelectorAll(".editor-tools")) {
  const area = tools.parentElement.querySelector("[data-editor]");
  tools.hidden = false;
  // The keyboard of a phone stays where it is, and what is selected stays selected.
  tools.addEventListener("mousedown", (event) => event.target.closest("[data-mark]") && event.preventDefault());
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) MARKS[button.dataset.mark](area, button);
  });
}
