/* The review by keys: each button says its key. Off while typing. */

import { keysOn, typing } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (typing(event) || !keysOn() || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
