/* Single keys of all pages: search, going to a page, moving in lists, the list of keys. Off while typing, and off for
   good where somebody says so in the list of keys (WCAG 2.1.4). */

const KEPT = "whosays.keys";
const PAGES = { o: "", r: "review", c: "checks", s: "sources", a: "add" };
let leader = 0;

/** Are single keys on? */
export function keysOn() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
}

/** Is this key press meant for a field, a menu or the browser? */
export function typing(event) {
  const t = event.target;
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing
    || (t instanceof Element && t.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
}

/** Move the focus to the next (or previous) item of the page's list. */
function step(by) {
  const links = [...document.querySelectorAll(".items > li h3 a, .items > li h2 a, .items-of > li a.w")];
  if (!links.length) return;
  const now = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, now < 0 ? (by > 0 ? 0 : links.length - 1) : now + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (typing(event) || !keysOn() || document.querySelector("dialog[open]")) return;
  if (Date.now() - leader < 1500 && event.key in PAGES) {
    leader = 0;
    event.preventDefault();
    event.stopImmediatePropagation();
    location.href = document.body.dataset.root + PAGES[event.key];
    return;
  }
  leader = 0;
  if (event.key === "g") leader = Date.now();
  else if (event.key === "/") { event.preventDefault(); document.getElementById("find")?.focus(); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") document.getElementById("keys")?.showModal();
}, true);

const box = document.getElementById("keys-on");
if (box) {
  box.checked = keysOn();
  box.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, box.checked ? "on" : "off"); } catch { /* private windows keep nothing */ }
  });
}
