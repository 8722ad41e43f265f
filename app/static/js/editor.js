// Saves a text while it is written: <textarea data-editor> of components/editor.html. What is not saved yet lies in the
// browser's storage, under the number of whoever writes, until it is; nothing is ever overwritten silently.
//
// It posts csrf_token, version (the one that the text is based on) and text to data-save-url. It understands:
//   200 {version, saved_at}               saved
//   200 {version, saved_at, text, note}   saved together with somebody else's change; text is both
//   409 {version, theirs, by, url, kept}  the same passage was changed; url shows both (or else the form does);
//                                         kept says that the server has put this text aside
//   413                                   too long
//   422 {message}                         refused, and why
//   400, 401, 403, a redirect, HTML       the login is over, or the form is from before it
//   429, 500 and above, no answer         tried again

const PAUSE = 3_000; // after the last key
const AT_LATEST = 10_000; // while somebody writes without a pause
const KEEP_AFTER = 300;
const TRY_AGAIN = [5_000, 10_000, 20_000, 40_000, 60_000];
const PATIENCE = 20_000; // with one answer
const MOST_ON_LEAVING = 60_000; // browsers send no more than 64 kB for a page that is left
const LOGOUT = "/abmelden";

const template = document.getElementById("editor-words");
const words = template?.dataset;
const { lang } = document.documentElement;

// The server stores a text in one spelling (NFC) and without the blanks around it.
const same = (one, other) => one.trim().normalize() === other.trim().normalize();

/** When a copy was made, as people say it: the time of a copy of today, else the day, too. */
function timeOf({ at }) {
  const say = (time, parts) => new Date(time).toLocaleString(lang, { timeZone: "Europe/Berlin", ...parts });
  const day = { weekday: "short", day: "2-digit", month: "2-digit" };
  const isToday = say(at, day) === say(Date.now(), day);
  return say(at, { ...(isToday ? {} : day), hour: "2-digit", minute: "2-digit" });
}

/** The one passage in which two texts differ: [start, end) of the first, and what the second says there. */
function difference(one, other) {
  const shorter = Math.min(one.length, other.length);
  let [start, tail] = [0, 0];
  while (start < shorter && one[start] === other[start]) start++;
  while (tail < shorter - start && one.at(-1 - tail) === other.at(-1 - tail)) tail++;
  return [start, one.length - tail, other.slice(start, other.length - tail)];
}

// The browser's storage may be full, or closed altogether.
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

class Editor {
  constructor(area) {
    this.area = area;
    this.form = area.form;
    const box = area.closest(".editor");
    this.offers = box.querySelector(".editor-offer"); // above the text: stands there before anybody writes
    this.notices = box.querySelector(".editor-notices"); // below it: nothing moves away under the hand
    this.status = box.querySelector("[role=status]");
    this.pending = box.querySelector(".editor-pending");
    const owner = area.closest("[data-owner]")?.dataset.owner;
    this.name = owner ? `stw:${owner}:${area.dataset.key}` : null; // of the copy
    this.saved = "unsaved" in area.dataset ? null : area.defaultValue; // what the server has, as far as we know
    this.offered = false; // a copy from before waits for an answer; until then it is not overwritten
    this.stopped = false; // to save by itself would take something away from somebody else
    this.forgotten = false; // somebody logs out: nothing stays in this browser
    this.leaving = false; // the form is on its way
    this.failures = 0;
    this.unanswered = []; // texts that were sent, and may have arrived
    this.setVersion(area.dataset.version);
    this.offerCopy();
    this.listen();
    if (this.unsaved) this.typed(); // before this script was there
  }

  get unsaved() {
    return this.saved === null || !same(this.area.value, this.saved);
  }

  setVersion(version) {
    this.version = version;
    if (this.form.elements.version) this.form.elements.version.value = version; // for the button, too
  }

  listen() {
    this.area.addEventListener("input", () => this.typed());
    this.area.addEventListener("blur", () => this.save());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.hidden());
    document.addEventListener("stw:forget", () => (this.forgotten = true));
    addEventListener("pagehide", () => this.hidden());
    addEventListener("pageshow", () => (this.leaving = false));
    addEventListener("online", () => this.save());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.leaving && !this.forgotten && !this.keep()) event.preventDefault();
    });
    addEventListener("storage", (event) => {
      if (this.name && event.key === this.name && event.newValue) this.notice("other-window");
    });
  }

  // --- the copy on this device

  get copy() {
    const copy = attempt(() => JSON.parse(localStorage.getItem(this.name)));
    return typeof copy?.text === "string" ? copy : null;
  }

  dropCopy() {
    attempt(() => localStorage.removeItem(this.name));
  }

  /** Keep a copy of what is not saved; false if the browser does not have it now. */
  keep() {
    clearTimeout(this.keepTimer);
    this.keepTimer = null;
    if (!this.unsaved) return true;
    if (this.forgotten || this.offered) return false;
    const copy = JSON.stringify({ text: this.area.value, version: this.version, at: Date.now() });
    const kept = this.name !== null && attempt(() => localStorage.setItem(this.name, copy)) !== null;
    if (!kept) this.notice("no-copy");
    return kept;
  }

  offerCopy() {
    const { copy } = this;
    if (!copy) return;
    if (same(copy.text, this.area.value)) {
      if (!this.unsaved) this.dropCopy();
      return;
    }
    this.offered = true;
    const kind = String(copy.version) === String(this.version) ? "copy" : "older-copy";
    const notice = this.notice(kind, { time: timeOf(copy), text: copy.text }, this.offers);
    notice.addEventListener("click", ({ target }) => {
      const answer = target.dataset.do;
      if (!answer) return;
      this.offered = false;
      notice.remove();
      if (answer === "take") {
        this.area.value = copy.text;
        this.setVersion(copy.version); // what it is based on: the server finds out what others wrote meanwhile
      } else this.dropCopy();
      this.area.focus();
      this.typed();
    });
  }

  // --- when to save

  typed() {
    this.show();
    if (!this.unsaved) return this.offered || this.dropCopy();
    this.keepTimer ??= setTimeout(() => this.keep(), KEEP_AFTER);
    if (this.retryTimer) return; // it is tried again anyway
    this.since ??= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.min(PAUSE, Math.max(0, this.since + AT_LATEST - Date.now())));
  }

  hidden() {
    if (!this.unsaved || this.forgotten) return;
    this.keep();
    this.save({ leaving: true });
  }

  /** Save what is not saved; resolves when it is known how that went. */
  save({ leaving = false } = {}) {
    if (this.sending) return this.sending;
    clearTimeout(this.timer);
    clearTimeout(this.retryTimer);
    this.retryTimer = this.since = null;
    if (!this.unsaved || this.stopped || this.forgotten) return Promise.resolve();
    this.sending = this.send(this.area.value, leaving).finally(() => (this.sending = null));
    return this.sending;
  }

  async saveAll() {
    await this.sending; // that may be the text of a moment ago
    await this.save();
  }

  /** The button: save like the clock would, so that no copy is left behind; then go the page's own way. */
  async submitted(event) {
    this.leaving ||= !this.unsaved;
    if (this.leaving || event.defaultPrevented) return;
    event.preventDefault();
    this.say(words.saving);
    this.stopped = false; // this is not by itself
    await this.saveAll();
    this.leaving = !this.unsaved || this.stopped;
    if (this.leaving) this.form.requestSubmit(event.submitter);
  }

  async send(text, leaving) {
    const most = Number(this.area.dataset.longest);
    if (text.length > most && [...text].length > most) return this.tooLong();
    const body = new URLSearchParams({ csrf_token: this.form.elements.csrf_token.value, version: this.version, text });
    let response, answer;
    try {
      response = await fetch(this.area.dataset.saveUrl, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        redirect: "manual",
        keepalive: leaving && String(body).length < MOST_ON_LEAVING,
        signal: AbortSignal.timeout?.(PATIENCE),
      });
      const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
      answer = isJson ? await response.json() : null;
    } catch {
      this.unanswered = [...this.unanswered.slice(-4), text];
      return this.failed(words.offline, words.offlineUnkept);
    }
    this.understand(response, answer, text);
    if (this.area.value !== text) this.typed(); // meanwhile
  }

  // --- what the server says

  understand({ status, type }, answer, sent) {
    if (status >= 500 || status === 429) return this.failed(words.trouble, words.troubleUnkept);
    this.failures = 0;
    if (status === 200 && answer) return this.accepted(answer, sent);
    if (type === "opaqueredirect" || [200, 400, 401, 403].includes(status)) {
      return this.problem("signed-out", { url: location.pathname + location.search }); // the login leads back here
    }
    if (status === 413) return this.tooLong();
    if (status === 422 && answer?.message) return this.problem("refused", answer);
    if (status !== 409 || !answer) return this.problem("gone");
    if (this.unanswered.some((text) => same(text, answer.theirs ?? ""))) { // it had arrived, only the answer got lost
      this.saved = answer.theirs;
      this.setVersion(answer.version);
      return this.typed();
    }
    this.conflict(answer, sent);
  }

  conflict({ by, url, kept }, sent) {
    this.stopped = true;
    if (kept) this.savedAs(sent);
    this.problem(kept ? "put-aside" : "conflict", { by, url: url ?? "#" });
    this.notices.querySelector(".is-problem a").onclick = (event) => {
      if (url && !this.unsaved) return;
      event.preventDefault();
      this.form.requestSubmit(); // with what was written since
    };
  }

  accepted({ version, saved_at, text, note }, sent) {
    this.notices.querySelector(".is-problem")?.remove();
    this.unanswered = [];
    // If one typed meanwhile in the very passage that somebody else changed, the next try still names the version from
    // before: the server sees all three and decides.
    const isKnown = text === undefined || same(text, sent) || this.weaveIn(sent, text);
    if (isKnown) this.setVersion(version);
    this.savedAs(isKnown ? (text ?? sent) : sent, sent);
    this.say([words.saved.replace("{time}", saved_at), note].filter(Boolean).join(" · "));
    this.show();
  }

  /** The server has this now; the copy goes, unless it is newer, or another window keeps something else there. */
  savedAs(text, sent = text) {
    this.saved = text;
    if (this.unsaved) this.keep();
    else if (same(this.copy?.text ?? "", sent)) this.dropCopy();
  }

  /** Put somebody else's change into the text, beside what was typed since it was sent; the caret stays where it is. */
  weaveIn(sent, merged) {
    const { value } = this.area;
    const [start, end, theirs] = difference(sent, merged + sent.slice(sent.trimEnd().length));
    const [from, to] = difference(sent, value);
    if (value !== sent && from <= end && start <= to) return false;
    const shift = to < start ? value.length - sent.length : 0;
    this.area.setRangeText(theirs, start + shift, end + shift, "preserve");
    return true;
  }

  failed(kept, unkept) {
    this.retryTimer = setTimeout(() => this.save(), TRY_AGAIN[Math.min(this.failures++, TRY_AGAIN.length - 1)]);
    this.say(this.keep() ? kept : unkept);
  }

  tooLong() {
    this.problem("too-long", { most: Number(this.area.dataset.longest).toLocaleString(lang) });
  }

  // --- what is shown

  show() {
    this.pending.hidden = !this.unsaved || this.failures > 0;
  }

  /** Say how it stands, until somebody types again. */
  say(text) {
    this.pending.hidden = true;
    if (this.status.textContent !== text) this.status.textContent = text; // screen readers read what changes
  }

  /** Say why it is not saved; the newest reason counts. */
  problem(kind, values) {
    this.keep();
    this.say(this.unsaved ? words.unsaved : "");
    const before = this.notices.querySelector(".is-problem");
    if (before?.dataset.notice !== kind || kind === "refused") before?.remove();
    this.notice(kind, values).classList.add("is-problem");
  }

  notice(kind, values = {}, place = this.notices) {
    const shown = place.querySelector(`[data-notice=${kind}]`);
    if (shown) return shown;
    const notice = template.content.querySelector(`[data-notice=${kind}]`).cloneNode(true);
    for (const gap of notice.querySelectorAll("[data-fill]")) gap.textContent = values[gap.dataset.fill] ?? "";
    for (const link of notice.querySelectorAll("[data-href]")) link.href = values[link.dataset.href];
    place.append(notice);
    return notice;
  }
}

const editors = template ? [...document.querySelectorAll("[data-editor]")].map((area) => new Editor(area)) : [];

// Logging out throws the copies away (copies.js): what is not saved is saved first; if that fails, the person decides.
document.addEventListener("submit", async (event) => {
  const unsaved = editors.filter((editor) => editor.unsaved && !editor.forgotten);
  if (event.target.getAttribute("action") !== LOGOUT || !unsaved.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.all(unsaved.map((editor) => editor.saveAll()));
  if (unsaved.some((editor) => editor.unsaved) && !confirm(words.leave)) return;
  for (const editor of unsaved) editor.forgotten = true;
  event.target.requestSubmit();
}, true);
