// While a day and a time are being typed, the hint above the button says what else is on then. Without this file the form
// comes back once with the same hint.

const place = document.querySelector("[data-clashes]");
const form = place?.closest("form");
const TIMES = ["kind", "day", "starts", "ends", "ends_on"];
const AFTER_TYPING = 400;
let waiting = 0;
let asked = 0;

function show(answer) {
  place.innerHTML = answer; // from our own server, where everything typed is escaped
  const button = form.querySelector("[data-anyway]");
  button.textContent = place.querySelector("[data-clash-hint]") ? button.dataset.anyway : button.dataset.plain;
}

async function ask() {
  const number = ++asked;
  const question = new URLSearchParams({ besides: place.dataset.besides });
  for (const name of TIMES) question.set(name, form.elements[name]?.value ?? "");
  try {
    const response = await fetch(`${place.dataset.clashes}?${question}`, { redirect: "error" });
    if (response.ok && number === asked) show(await response.text());
  } catch {
    // No connection: then the form asks when it is sent.
  }
}

if (place?.dataset.clashes) {
  form.addEventListener("input", (event) => {
    if (!TIMES.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, AFTER_TYPING);
  });
}
