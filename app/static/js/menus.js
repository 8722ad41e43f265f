// Small courtesies for the lists that open (<details data-menu>): Escape closes them and goes back to where one was,
// a click elsewhere closes them, and a long switcher can be searched. Everything works without this file, too.

import { makeSearchable } from "./switcher.js";

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Whoever leaves a list that lies over the page by the tab key must not find the next focus hidden behind it.
document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll(".switcher[open], .nav-more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

const switcher = document.querySelector(".switcher");
if (switcher) makeSearchable(switcher);
