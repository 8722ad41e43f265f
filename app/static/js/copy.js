// Copies the text of a field: <button data-copy="id of the field" data-done="what to say then" hidden>. Without this script the
// button stays hidden, and the text is marked and copied by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const status = button.closest("form, section").querySelector("[data-copy-status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select(); // no clipboard without HTTPS: then the old way
      if (!document.execCommand("copy")) return;
    }
    status.textContent = button.dataset.done;
  });
}
