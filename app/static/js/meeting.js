// The page of a meeting: a tap on "da" is saved without loading the page anew, the clock of the item at hand goes on, and
// what happens on a second device is shown here, too. Everything works without this file, by loading the page.

const page = document.querySelector("[data-meeting]");
const ASK_AGAIN = 20_000;
const PATIENCE = 15_000;

// --- how it stands, as the server says it: {phase, item, there, counts, quorum, guests, people}

function press(button, pressed) {
  button.setAttribute("aria-pressed", pressed);
  button.value = pressed ? "" : button.dataset.value;
}

function say(place, text) {
  for (const element of page.querySelectorAll(`[data-${place}]`)) {
    if (element.textContent !== text) element.textContent = text; // screen readers read what changes
  }
}

function show(state) {
  say("there", state.there);
  say("counts", state.counts);
  say("quorum", state.quorum);
  say("guests", String(state.guests));
  for (const form of page.querySelectorAll("[data-person]")) {
    if (form.dataset.busy) continue;
    const presence = state.people[form.dataset.person] ?? "";
    for (const button of form.querySelectorAll("[data-value]")) press(button, presence === button.dataset.value);
  }
  const moved = state.phase !== page.dataset.phase || String(state.item ?? "") !== page.dataset.item;
  page.querySelector("[data-moved]").hidden = !moved;
}

function complain(text) {
  const place = page.querySelector("[data-message]");
  place.textContent = text;
  place.hidden = !text;
  if (text) place.scrollIntoView({ block: "center" });
}

// --- one tap

async function tap(event) {
  const form = event.target;
  if (!("tap" in form.dataset) || form.dataset.plain) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
    delete form.dataset.busy;
    if (response.ok && answer) {
      complain("");
      show(answer);
    } else if (answer?.message) {
      complain(answer.message);
    } else {
      form.dataset.plain = "1"; // the login is over, or something else that a page explains
      form.requestSubmit(event.submitter);
    }
  } catch {
    delete form.dataset.busy;
    complain(page.dataset.offline);
  }
}

// --- the clock

function tick(clock) {
  const { since, now, minutes, left, leftOne, up, over, overOne } = clock.dataset;
  const skew = Date.parse(now) - Date.now(); // the clocks of phones are wrong
  const write = () => {
    const rest = (Date.parse(since) - Date.now() - skew) / 60_000 + Number(minutes);
    const full = rest > 0 ? Math.ceil(rest) : Math.floor(-rest);
    const text = rest > 0 ? (full === 1 ? leftOne : left) : full === 0 ? up : full === 1 ? overOne : over;
    clock.textContent = text.replace("{n}", full);
  };
  setInterval(write, 5_000);
}

// --- what somebody typed and did not send

function warnBeforeLeaving() {
  let leaving = false;
  const typed = () => [...page.querySelectorAll("form[data-typed]")].some((form) =>
    [...form.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue));
  page.addEventListener("submit", (event) => (leaving ||= "typed" in event.target.dataset));
  addEventListener("beforeunload", (event) => {
    if (!leaving && typed()) event.preventDefault();
  });
}

async function ask() {
  if (document.hidden) return;
  try {
    const response = await fetch(page.dataset.stateUrl, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (response.ok) show(await response.json());
  } catch {} // no connection: the next tap says so
}

if (page) {
  page.addEventListener("submit", tap);
  page.querySelectorAll("[data-clock]").forEach(tick);
  warnBeforeLeaving();
  setInterval(ask, ASK_AGAIN);
}
