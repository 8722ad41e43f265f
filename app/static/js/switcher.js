// Type-ahead for the list of spaces: "kro" finds "Kröpeliner-Tor-Vorstadt", and so does "ktv".

// Umlauts with and without dots, and ß, are the same to somebody typing in a hurry.
const plain = (text) =>
  text.toLowerCase().replaceAll("ß", "ss").normalize("NFD").replace(/\p{Diacritic}/gu, "");

const matches = (link, words) => {
  const text = plain(`${link.textContent} ${link.dataset.short}`);
  return words.every((word) => text.includes(word) || text.includes(word.replace(/([aou])e/g, "$1")));
};

/** Show the search field of a switcher that has one, and let it narrow the list below it. */
export function makeSearchable(switcher) {
  const box = switcher.querySelector(".switcher-filter");
  if (!box) return;
  box.hidden = false;
  const input = box.querySelector("input");
  const status = box.querySelector("[role=status]");
  const links = [...switcher.querySelectorAll(".switcher-group a")];
  const shown = () => links.filter((link) => !link.parentElement.hidden);

  const narrow = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    for (const link of links) link.parentElement.hidden = !matches(link, words);
    for (const group of switcher.querySelectorAll(".switcher-group")) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    const count = shown().length;
    const { one, many, none } = status.dataset;
    status.textContent = count === 0 ? none : count === 1 ? one : many.replace("{n}", count);
    status.classList.toggle("visually-hidden", count > 0);
  };

  input.addEventListener("input", narrow);

  switcher.addEventListener("toggle", () => {
    if (!switcher.open) return;
    input.value = "";
    narrow();
    status.textContent = "";
    // On a touch screen the focus would bring up the keyboard over the list one may only want to look at.
    if (matchMedia("(hover: hover)").matches) input.focus();
  });

  switcher.addEventListener("keydown", (event) => {
    const here = shown();
    const at = here.indexOf(document.activeElement);
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      if (input.value.trim()) here[0]?.click();
    } else if (event.key === "ArrowDown" && (at >= 0 || event.target === input)) {
      event.preventDefault();
      here[Math.min(at + 1, here.length - 1)]?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (at === 0 ? input : here[at - 1]).focus();
    }
  });
}
