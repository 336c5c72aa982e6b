// Keyboard shortcuts of the console, for those who switched them on. Every one repeats something that is on the
// page: links are followed, buttons and fields only get the focus. Nothing happens while somebody types.
"use strict";

const FIELDS = "input, textarea, select, [contenteditable]";

/** Move the focus along the cases of a list; say whether there is a list. */
function alongRows(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
  rows[next]?.focus();
  return rows.length > 0;
}

document.addEventListener("keydown", (event) => {
  const isChord = event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
  if (isChord || event.key.length !== 1 || event.target.closest(FIELDS)) return;
  const step = { n: 1, p: -1 }[event.key] ?? 0;
  if (step && alongRows(step)) return event.preventDefault();
  const found = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  if (found.tagName === "A" && !found.classList.contains("btn")) return found.click();
  found.closest("details")?.setAttribute("open", "");
  found.focus();
});
