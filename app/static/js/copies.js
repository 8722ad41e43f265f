// Throws away the texts that this browser keeps while they are not saved (editor.js writes them): those of whoever logs
// out, and all that are older than a week. Every page loads it; it knows nothing of editors.

const PREFIX = "stw:";
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const LOGOUT = "/abmelden";

// A browser may refuse its storage altogether; then nothing can be in it either.
function dropWhere(isOver) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX) && isOver(name, localStorage.getItem(name))) localStorage.removeItem(name);
    }
  } catch {}
}

function isOld(name, content) {
  try {
    return !(Date.now() - JSON.parse(content).at < KEPT_MS);
  } catch {
    return true; // nobody can read it
  }
}

/** Forget what a person wrote and did not save; without an owner, what anybody wrote. */
export function forgetCopies(owner) {
  dropWhere((name) => !owner || name.startsWith(`${PREFIX}${owner}:`));
  document.dispatchEvent(new Event("stw:forget")); // editors that are open keep nothing from now on
}

dropWhere(isOld);

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.getAttribute("action") !== LOGOUT) return;
  forgetCopies(document.querySelector("[data-owner]")?.dataset.owner);
});
