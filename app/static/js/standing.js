// How far a mail to all is: asked for again every few seconds while it runs and somebody looks. Without this file the
// link "Aktualisieren" does the same.

const place = document.querySelector("[data-standing]");
const ASK_AGAIN = 4_000;
const PATIENCE = 10_000;

function shown(text) {
  return new DOMParser().parseFromString(text, "text/html").querySelector("#stand");
}

async function ask() {
  if (document.hidden || place.querySelector("details[open]")) return true; // a question on it is being read
  try {
    const response = await fetch(place.dataset.url, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) return response.type !== "opaqueredirect" && response.status >= 500;
    const fresh = shown(await response.text());
    if (!fresh) return false;
    if (place.querySelector("details[open]")) return true;
    if (fresh.outerHTML !== place.querySelector("#stand").outerHTML) {
      const focused = place.contains(document.activeElement) && document.activeElement.hasAttribute("data-again");
      place.replaceChildren(fresh);
      if (focused) place.querySelector("[data-again]")?.focus();
    }
    return "runs" in fresh.dataset;
  } catch {
    return true; // no connection: later
  }
}

async function goOn() {
  if (await ask()) setTimeout(goOn, ASK_AGAIN);
}

if (place) setTimeout(goOn, ASK_AGAIN);
