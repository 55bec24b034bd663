/* A document: layers on and off by keys, the same item lit in text and list. */

import { keysOn, typing } from "./keys.js";

const LAYERS = ["claim", "event", "figure", "place", "time"];
const text = document.getElementById("text");
const parts = new Map();
for (const element of document.querySelectorAll("[data-i]")) {
  for (const id of element.dataset.i.split(" ")) {
    if (!parts.has(id)) parts.set(id, []);
    parts.get(id).push(element);
  }
}

function light(ids) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  for (const id of ids) for (const element of parts.get(id) ?? []) element.classList.add("lit");
}

function ids(target) {
  const element = target.closest?.("[data-i]");
  return element ? element.dataset.i.split(" ") : [];
}

document.addEventListener("pointerover", (event) => light(ids(event.target)));
document.addEventListener("focusin", (event) => light(ids(event.target)));
text?.addEventListener("click", (event) => {
  const [id] = ids(event.target).slice(-1);
  if (id && !getSelection().toString()) document.getElementById(`i-${id}`)?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  if (typing(event) || !keysOn()) return;
  const box = document.getElementById(`layer-${LAYERS[Number(event.key) - 1]}`);
  if (box) box.checked = !box.checked;
});

/* the passage that a link from an incident points at */
const at = /^#w-\d+$/.test(location.hash) ? document.querySelector(location.hash) : null;
if (at) {
  let next = at.nextElementSibling;
  while (next && next.matches(".at")) next = next.nextElementSibling;
  next?.classList.add("here");
  at.scrollIntoView({ block: "center" });
}
