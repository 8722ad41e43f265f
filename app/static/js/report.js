// Saves a report while it is written (templates/districts/councils/reports/write.html), and files it, also later. What
// the server does not have yet lies in the browser's storage, under the number of whoever writes, until it does
// (copies.js throws it away at the logout). Nothing is ever overwritten: along with what was typed goes the base, what
// the form was opened on; the server puts together what several wrote, and says so.
//
// It posts the form's fields with action=save or action=file. It understands:
//   200 {version, saved_at, base, note}   saved; note says that others wrote, too: base has it all
//   200 {url}                             filed, or put right; url shows it
//   409 {version, base, fields, note}     others put it right meanwhile: fields has both, nothing was stored
//   422 {message}                         refused, and why
//   400, 401, 403, a redirect, HTML       the login is over, or the form is from before it
//   429, 500 and above, no answer         tried again

const PAUSE = 3_000; // after the last key
const AT_LATEST = 10_000; // while somebody writes without a pause
const TRY_AGAIN = [3_000, 5_000, 10_000, 20_000, 60_000];
const PATIENCE = 20_000; // with one answer
const MOST_ON_LEAVING = 60_000; // browsers send no more than 64 kB for a page that is left
const LOGOUT = "/abmelden";
const OWN = "o-000000"; // stands for the key in the template of an own item
const LISTS = ["item", "present"];
const NOT_TYPED = new Set(["csrf_token", "version", "base", "action"]);
const SAID = ["title", "paper", "result", "our_vote", "yes", "no", "abstained", "sentence", "topics", "follow_up"];

const template = document.getElementById("report-words");
const words = template?.dataset;
const { lang } = document.documentElement;

// The server stores a text in one spelling (NFC) and without the blanks around it.
const plain = (text = "") => text.replaceAll("\r\n", "\n").trim().normalize();
const same = (one, other) => plain(one) === plain(other);
const isSame = (one, other) => Object.keys({ ...one, ...other }).every((name) => same(one[name], other[name]));

function timeOf({ at }) {
  const parts = { weekday: "short", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" };
  return new Date(at).toLocaleString(lang, { timeZone: "Europe/Berlin", ...parts });
}

// The browser's storage may be full, or closed altogether.
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

/** The fields of a base, as snapshot() gives them back. */
function read(base) {
  const found = attempt(() => JSON.parse(base)) ?? {};
  for (const name of LISTS) found[name] = (found[name] ?? []).join("\n");
  return found;
}

class Report {
  constructor(form) {
    this.form = form;
    this.list = form.querySelector(".report-items");
    this.offers = form.querySelector(".report-offer");
    this.notices = form.querySelector(".report-notices");
    this.status = form.querySelector("[role=status]");
    this.pending = form.querySelector(".editor-pending");
    const owner = form.closest("[data-owner]")?.dataset.owner;
    this.name = owner ? `stw:${owner}:${form.dataset.key}` : null; // of the copy
    this.savesItself = "autosave" in form.dataset; // a filed report changes by the button alone
    this.filing = false; // the button was pressed: it is filed as soon as the server can be reached
    this.offered = false; // a copy waits for an answer; until then it is not overwritten
    this.forgotten = false; // somebody logs out: nothing stays in this browser
    this.leaving = false;
    this.failures = 0;
    this.furnish();
    // What came back from a refused form is stored nowhere.
    this.saved = form.querySelector(".error-summary") ? {} : this.snapshot();
    this.listen();
    this.findCopy();
  }

  get unsaved() {
    return !isSame(this.snapshot(), this.saved);
  }

  // --- the form

  /** Put in what works with a script only. */
  furnish() {
    const add = template.content.querySelector(".report-add").cloneNode(true);
    add.addEventListener("click", () => this.addItem().querySelector("input:not([type=hidden])").focus());
    this.form.querySelector(".report-blank").replaceWith(add);
    this.furnishItem(this.form);
    const save = this.form.querySelector(".report-save"); // it saves by itself
    if (save) save.hidden = true;
  }

  furnishItem(place) {
    for (const topics of place.querySelectorAll(".report-topics")) topics.hidden = false;
    for (const remove of place.querySelectorAll(".report-remove")) remove.hidden = false;
  }

  addItem(key = `o-${crypto.getRandomValues(new Uint32Array(2)).join("").slice(0, 12)}`) {
    const blank = document.createElement("template");
    blank.innerHTML = document.getElementById("report-blank").innerHTML.replaceAll(OWN, key);
    const item = blank.content.firstElementChild;
    this.furnishItem(item);
    this.list.append(item);
    return item;
  }

  clicked({ target }) {
    const topic = target.closest(".report-topics .chip");
    if (topic) {
      const field = document.getElementById(topic.parentElement.dataset.for);
      const topics = field.value.split(",").map(plain).filter(Boolean);
      if (!topics.includes(topic.textContent)) field.value = [...topics, topic.textContent].join(", ");
      this.typed();
    } else if (target.closest(".report-remove")) {
      target.closest(".report-item").remove();
      this.typed();
    }
  }

  /** All that is typed and chosen, by name; without what is empty, and without own items that say nothing. */
  snapshot() {
    const found = { item: [], present: [] };
    for (const [name, value] of new FormData(this.form)) {
      if (NOT_TYPED.has(name) || plain(value) === "") continue;
      if (LISTS.includes(name)) found[name].push(value);
      else found[name] = value;
    }
    for (const key of found.item.filter((one) => one.startsWith("o-") && !SAID.some((name) => found[`i-${one}-${name}`]))) {
      found.item.splice(found.item.indexOf(key), 1);
      for (const name of Object.keys(found)) if (name.startsWith(`i-${key}-`)) delete found[name];
    }
    found.present.sort();
    for (const name of LISTS) found[name] = found[name].join("\n");
    return found;
  }

  /** Let the form say this; `only`: names of the fields that may change. */
  show(fields, only = null) {
    const keys = (fields.item ?? "").split("\n").filter(Boolean);
    for (const key of keys) if (!this.itemOf(key)) this.addItem(key);
    for (const item of this.list.querySelectorAll("[data-own]")) {
      const { key } = item.dataset;
      const isUntouched = !only || [...item.querySelectorAll("[name]")].every(({ name }) => name === "item" || only.has(name));
      if (!keys.includes(key) && isUntouched) item.remove();
    }
    const present = new Set((fields.present ?? "").split("\n"));
    for (const control of this.form.elements) {
      const { name, type, value } = control;
      if (!name || NOT_TYPED.has(name) || name === "item" || (only && !only.has(name))) continue;
      const text = fields[name] ?? "";
      if (name === "present") control.checked = present.has(value);
      else if (type === "radio") control.checked = value === text;
      else if (type === "checkbox") control.checked = text !== "";
      else if (!same(value, text)) control.value = text;
    }
  }

  itemOf(key) {
    return this.list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  }

  carry({ base, version }) {
    this.form.elements.base.value = base;
    this.form.elements.version.value = version;
  }

  listen() {
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.typed());
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.hidden() : this.tryNow()));
    document.addEventListener("stw:forget", () => (this.forgotten = true));
    addEventListener("pagehide", () => this.hidden());
    addEventListener("pageshow", () => (this.leaving = false));
    addEventListener("online", () => this.tryNow());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.leaving && !this.forgotten && !this.keep()) event.preventDefault();
    });
  }

  // --- the copy on this device

  get copy() {
    const copy = attempt(() => JSON.parse(localStorage.getItem(this.name)));
    return typeof copy?.fields === "object" ? copy : null;
  }

  dropCopy() {
    attempt(() => localStorage.removeItem(this.name));
  }

  /** Keep a copy of what is not saved, or not filed yet; false if the browser does not have it now. */
  keep() {
    if (this.forgotten || this.offered) return false;
    if (!this.unsaved && !this.filing) {
      this.dropCopy();
      return true;
    }
    const { base, version } = this.form.elements;
    const copy = { fields: this.snapshot(), base: base.value, version: version.value, filing: this.filing, at: Date.now() };
    const kept = this.name !== null && attempt(() => localStorage.setItem(this.name, JSON.stringify(copy))) !== null;
    if (!kept) this.notice("no-copy");
    return kept;
  }

  findCopy() {
    const { copy } = this;
    if (!copy) return this.unsaved && this.typed();
    if (isSame(copy.fields, this.snapshot())) {
      if (copy.filing) return this.fileNow();
      return this.unsaved || this.dropCopy();
    }
    if (String(copy.version) === this.form.elements.version.value) return this.take(copy, "restored");
    this.offered = true;
    const notice = this.notice("found", { time: timeOf(copy) }, this.offers);
    notice.addEventListener("click", ({ target }) => {
      if (!target.dataset.do) return;
      this.offered = false;
      notice.remove();
      if (target.dataset.do === "take") this.take({ ...copy, filing: false });
      else this.dropCopy();
    });
  }

  take(copy, kind) {
    this.show(copy.fields);
    this.carry(copy); // what it is based on: the server finds out what others wrote meanwhile
    if (kind) this.notice(kind, { time: timeOf(copy) }, this.offers);
    if (copy.filing) this.fileNow();
    else this.typed();
  }

  // --- when to save

  typed() {
    if (this.filing && !this.sending) { // it goes on: whoever is ready presses the button again
      this.filing = false;
      this.notices.querySelector("[data-notice=waiting]")?.remove();
    }
    const kept = this.keep();
    if (!this.unsaved) return this.say("");
    this.pending.hidden = this.failures > 0;
    if (!this.savesItself) return this.say(kept ? words.onDevice : "");
    if (this.retryTimer) return; // it is tried again anyway
    this.since ??= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.min(PAUSE, Math.max(0, this.since + AT_LATEST - Date.now())));
  }

  hidden() {
    if (this.forgotten || this.leaving || !this.unsaved) return;
    this.keep();
    this.save({ leaving: true });
  }

  tryNow() {
    if (this.failures || this.filing) this.save();
  }

  /** Save what is not saved, or file it; resolves when it is known how that went. */
  save({ leaving = false } = {}) {
    if (this.sending) return this.sending;
    clearTimeout(this.timer);
    clearTimeout(this.retryTimer);
    this.retryTimer = this.since = null;
    const isDue = this.filing || (this.savesItself && this.unsaved);
    if (!isDue || this.forgotten || this.leaving) return Promise.resolve();
    this.sending = this.send(this.snapshot(), leaving).finally(() => (this.sending = null));
    return this.sending;
  }

  async submitted(event) {
    if (this.leaving) return;
    event.preventDefault();
    await this.sending; // that may be the text of a moment ago
    if (event.submitter?.value !== "save") return this.fileNow();
    await this.save();
  }

  fileNow() {
    this.filing = true;
    this.say(words.saving);
    this.keep();
    return this.save();
  }

  async send(sent, leaving) {
    const { csrf_token, version, base } = this.form.elements;
    const action = this.filing ? "file" : "save";
    const body = new URLSearchParams({ csrf_token: csrf_token.value, version: version.value, base: base.value, action });
    for (const [name, value] of Object.entries(sent)) {
      for (const one of LISTS.includes(name) ? value.split("\n").filter(Boolean) : [value]) body.append(name, one);
    }
    let response, answer;
    try {
      response = await fetch(this.form.getAttribute("action"), { // a button is called "action", too
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
      return this.failed(words.offline, words.offlineUnkept);
    }
    this.understand(response, answer, sent);
  }

  // --- what the server says

  understand({ status, type }, answer, sent) {
    if (status >= 500 || status === 429) return this.failed(words.trouble, words.troubleUnkept);
    this.failures = 0;
    for (const old of this.notices.querySelectorAll("[data-notice]")) old.remove();
    if (status === 200 && answer?.url) return this.arrived(answer.url);
    if (status === 200 && answer) return this.accepted(answer, sent);
    if (status === 409 && answer) return this.together(answer, sent);
    if (status === 422 && answer) return this.refused(answer);
    if (type === "opaqueredirect" || [200, 400, 401, 403].includes(status)) {
      return this.problem("signed-out", { url: location.pathname + location.search }); // the login leads back here
    }
    this.filing = false;
    this.problem("gone");
  }

  arrived(url) {
    this.filing = false;
    this.leaving = true;
    this.dropCopy();
    location.assign(url);
  }

  accepted(answer, sent) {
    this.filing = false;
    this.saved = sent;
    const isKnown = answer.note ? this.weaveIn(read(answer.base), sent) : true;
    // If one typed meanwhile where somebody else wrote, too, the next try still names the version from before.
    if (isKnown) this.carry(answer);
    this.say(words.saved.replace("{time}", answer.saved_at));
    if (answer.note) this.notice("together", { message: answer.note });
    this.pending.hidden = true;
    this.keep();
    if (this.unsaved) this.typed(); // meanwhile
  }

  together(answer, sent) {
    this.filing = false;
    if (this.weaveIn(read(answer.fields), sent)) this.carry(answer);
    this.saved = read(answer.base);
    this.problem("together", { message: answer.note });
  }

  /** Show what others wrote beside what one typed since it was sent; false where both are the same field. */
  weaveIn(all, sent) {
    const now = this.snapshot();
    const names = Object.keys({ ...all, ...sent, ...now });
    const untouched = new Set(names.filter((name) => same(now[name], sent[name])));
    const isClear = names.every((name) => untouched.has(name) || same(all[name], sent[name]));
    this.show({ ...all, item: [all.item, now.item].join("\n") }, new Set([...untouched].filter((name) => name !== "item")));
    const shown = this.snapshot();
    for (const name of untouched) this.saved = { ...this.saved, [name]: shown[name] };
    return isClear;
  }

  refused(answer) {
    if (!this.filing) return this.problem("refused", answer);
    this.filing = false;
    this.keep();
    this.leaving = true;
    this.form.requestSubmit(this.form.querySelector("[value=file]")); // the page says it at each field
  }

  failed(kept, unkept) {
    this.retryTimer = setTimeout(() => this.save(), TRY_AGAIN[Math.min(this.failures++, TRY_AGAIN.length - 1)]);
    this.say(this.keep() ? kept : unkept);
    if (this.filing) this.notice("waiting");
  }

  // --- what is shown

  say(text) {
    this.pending.hidden = true;
    if (this.status.textContent !== text) this.status.textContent = text; // screen readers read what changes
  }

  /** Say why it is not saved. */
  problem(kind, values) {
    this.keep();
    this.say(this.unsaved ? words.unsaved : "");
    this.notice(kind, values);
  }

  notice(kind, values = {}, place = this.notices) {
    place.querySelector(`[data-notice=${kind}]`)?.remove();
    const notice = template.content.querySelector(`[data-notice=${kind}]`).cloneNode(true);
    for (const gap of notice.querySelectorAll("[data-fill]")) gap.textContent = values[gap.dataset.fill] ?? "";
    for (const link of notice.querySelectorAll("[data-href]")) link.href = values[link.dataset.href];
    place.append(notice);
    return notice;
  }
}

const form = template && document.querySelector(".report-form");
const report = form ? new Report(form) : null;

// Logging out throws the copies away (copies.js): what is not saved is saved first; if that fails, the person decides.
document.addEventListener("submit", async (event) => {
  if (event.target.getAttribute("action") !== LOGOUT || !report || report.forgotten || !report.unsaved) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await report.sending;
  await report.save();
  if (report.unsaved && !confirm(words.leave)) return;
  report.forgotten = true;
  event.target.requestSubmit();
}, true);
