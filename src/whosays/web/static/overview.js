/* The overview: timeline, map and list answer together. A filter is a link; following it changes the parts of the page
   in place, and the address with them. Without this script every link is an ordinary one. */

import { baseMap, colour } from "./base.js";

const PARTS = ["summary", "filters", "timeline", "list"];
const page = document.getElementById("main");
const element = document.getElementById("map");

/* following links in place */

let latest = 0;

/** Show another selection: fetch its page and put its parts in place of those that are there. */
async function show(url, keep = true) {
  const turn = ++latest;
  page.setAttribute("aria-busy", "true");
  let fresh;
  try {
    const answer = await fetch(url, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.href = url;
    return;
  }
  if (turn !== latest) return;
  if (!fresh.getElementById("list")) { location.href = url; return; }
  const focused = document.activeElement?.closest?.("[href]")?.textContent.trim();
  const open = document.querySelector("#filters > details")?.open;
  for (const id of PARTS) document.getElementById(id).replaceWith(fresh.getElementById(id));
  document.querySelector("#filters > details").open = open;
  document.title = fresh.title;
  if (keep) history.pushState({}, "", url);
  Object.assign(element.dataset, fresh.getElementById("map").dataset);
  page.removeAttribute("aria-busy");
  if (focused && document.activeElement === document.body) {
    [...document.querySelectorAll("#filters [href], #summary [href]")].find((a) => a.textContent.trim() === focused)?.focus();
  }
  brush();
  cells(true);
}

/** Is this a link within the overview? */
function ours(link) {
  return link && link.origin === location.origin && link.pathname === document.body.dataset.root
    && link.closest("#summary, #filters, #timeline, #list, .place-map");
}

page.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const url = link?.href?.baseVal ?? link?.href;
  if (!url || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const there = new URL(url, location.href);
  if (!ours({ origin: there.origin, pathname: there.pathname, closest: (s) => link.closest(s) })) return;
  event.preventDefault();
  show(there.href);
});

page.addEventListener("submit", (event) => {
  const form = event.target.closest("#filters form");
  if (!form) return;
  event.preventDefault();
  const there = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value.trim()) there.searchParams.append(name, value.trim());
  show(there.href);
});

addEventListener("popstate", () => show(location.href, false));

/* timeline: drag over bars, or choose with the arrow keys */

function brush() {
  const svg = document.querySelector("svg.timeline");
  if (!svg) return;
  const bars = [...svg.querySelectorAll("a[data-since]")];
  const at = (x) => {
    const box = svg.getBoundingClientRect();
    return Math.min(bars.length - 1, Math.max(0, Math.floor(((x - box.left) / box.width) * bars.length)));
  };
  const select = (a, b) => {
    const there = new URL(location.href);
    there.searchParams.delete("at");
    there.searchParams.set("since", bars[Math.min(a, b)].dataset.since);
    there.searchParams.set("until", bars[Math.max(a, b)].dataset.until);
    show(there.href);
  };
  let from = null, shade = null, moved = false;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = at(event.clientX);
    moved = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = at(event.clientX);
    if (to === from && !moved) return;
    if (!moved) {
      moved = true;
      svg.setPointerCapture(event.pointerId);
      svg.classList.add("dragging");
      shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      shade.setAttribute("class", "brush");
      shade.setAttribute("y", 0);
      shade.setAttribute("height", svg.viewBox.baseVal.height);
      svg.append(shade);
    }
    const wide = svg.viewBox.baseVal.width / bars.length;
    shade.setAttribute("x", Math.min(from, to) * wide);
    shade.setAttribute("width", (Math.abs(to - from) + 1) * wide);
  });
  svg.addEventListener("pointerup", (event) => {
    const began = from;
    from = null;
    svg.classList.remove("dragging");
    shade?.remove();
    if (moved) select(began, at(event.clientX));
  });
  svg.addEventListener("pointercancel", () => { from = null; shade?.remove(); svg.classList.remove("dragging"); });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => { if (moved) { event.preventDefault(); event.stopPropagation(); moved = false; } }, true);
  let anchor = null;
  svg.addEventListener("keydown", (event) => {
    const now = bars.indexOf(document.activeElement);
    if (now < 0) return;
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (by !== undefined) {
      event.preventDefault();
      if (event.shiftKey) anchor ??= now; else anchor = null;
      const next = bars[Math.min(bars.length - 1, Math.max(0, now + by))];
      bars[now].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else if (event.key === "Enter" && anchor !== null) {
      event.preventDefault();
      select(anchor, now);
    }
  });
}

/* map: what the server gathered for this view */

let map = null, drawn = null, mark = null, asked = 0;

/** The number of pixels across a marker for so many incidents. */
const size = (n) => Math.round(24 + Math.min(26, Math.log2(n) * 4.5));

/** How far around a point an incident may lie, km, by how precisely the place is known. */
const KM = { exact: 2, settlement: 5, near: 15, district: 25, line: 40, admin1: 90, country: 300, vague: 150 };

function popup(cell) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  if (cell.n === 1) {
    link.href = element.dataset.incident.replace("ID", encodeURIComponent(cell.ids[0]));
    link.textContent = cell.place ? `${cell.kind}, ${cell.place}` : cell.kind;
    box.append(link, document.createElement("br"), cell.words);
  } else {
    const there = new URL(element.dataset.overview, location.href);
    const [w, s, e, n] = cell.box;
    there.searchParams.set("bbox", [w - 0.01, s - 0.01, e + 0.01, n + 0.01].map((x) => x.toFixed(2)).join(","));
    link.href = there.href;
    link.textContent = `${cell.n} incidents${cell.place && cell.box[0] === cell.box[2] ? ` at ${cell.place}` : " here"}`;
    link.addEventListener("click", (event) => { event.preventDefault(); map.closePopup(); show(there.href); });
    box.append(link, document.createElement("br"), cell.coarse ? "known only by province or country" : "show them alone");
  }
  return box;
}

function draw(found) {
  const L = window.L;
  drawn.clearLayers();
  const accent = colour("accent"), zoom = map.getZoom();
  const near = [...found].sort((a, b) => b.n - a.n);
  for (const cell of near) {
    const at = [cell.lat, cell.lon];
    const title = cell.n === 1 ? `${cell.kind}${cell.place ? `, ${cell.place}` : ""}` : `${cell.n} incidents`;
    if (cell.n > 1) {
      const wide = size(cell.n);
      const icon = L.divIcon({ className: `count${cell.coarse ? " wide" : ""}`, html: String(cell.n), iconSize: [wide, wide] });
      const marker = L.marker(at, { icon, title, alt: title, keyboard: true }).addTo(drawn);
      marker.on("click keypress", () => {
        const [w, s, e, n] = cell.box;
        if (zoom < 9 && (e - w > 0.02 || n - s > 0.02)) map.fitBounds([[s, w], [n, e]], { padding: [60, 60], maxZoom: Math.min(zoom + 3, 10) });
        else L.popup().setLatLng(at).setContent(popup(cell)).openOn(map);
      });
      continue;
    }
    const style = { color: accent, weight: 1.5, fillColor: accent, fillOpacity: cell.coarse ? 0.04 : 0.18, dashArray: cell.coarse ? "4 4" : null };
    const around = L.circle(at, { radius: (KM[cell.precision] ?? 50) * 1000, ...style }).addTo(drawn);
    around.bindPopup(() => popup(cell));
    const dot = cell.coarse ? { fillOpacity: 0.0001, stroke: true, dashArray: "3 3", weight: 1.5 } : { fillOpacity: 0.9, stroke: false };
    L.circleMarker(at, { radius: cell.coarse ? 8 : 5, color: accent, fillColor: accent, ...dot }).bindPopup(() => popup(cell)).addTo(drawn);
    if (zoom >= 5.5 && cell.place) {
      const label = L.marker(at, { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "town", html: "", iconSize: null, iconAnchor: [-9, 8] }) });
      label.addTo(drawn);
      label.getElement().textContent = cell.place;
    }
  }
}

/** Ask for what lies in the view; fit: first move the view to where the incidents are. */
async function cells(fit = false) {
  if (!map) return;
  const turn = ++asked;
  const zoom = Math.round(map.getZoom());
  const url = new URL(element.dataset.cells, location.href);
  url.searchParams.set("zoom", fit ? 3 : zoom);
  if (!fit) url.searchParams.set("view", map.getBounds().pad(0.2).toBBoxString());
  let found;
  try {
    ({ cells: found } = await (await fetch(url)).json());
  } catch {
    return; // the page is being left, or the server is: the list still holds everything
  }
  if (turn !== asked) return;
  if (fit) {
    const sharp = found.filter((c) => !c.coarse);
    const some = sharp.length ? sharp : found;
    if (some.length) {
      const west = Math.min(...some.map((c) => c.box[0])), south = Math.min(...some.map((c) => c.box[1]));
      const east = Math.max(...some.map((c) => c.box[2])), north = Math.max(...some.map((c) => c.box[3]));
      map.fitBounds([[south, west], [north, east]], { padding: [40, 40], maxZoom: 6.5, animate: false });
    }
    return cells();
  }
  draw(found);
  element.dataset.drawn = found.reduce((n, c) => n + c.n, 0);
  const view = map.getBounds();
  const link = document.getElementById("in-view");
  const there = new URL(element.dataset.overview, location.href);
  const clamp = (x, most) => Math.max(-most, Math.min(most, x)).toFixed(2);
  there.searchParams.set("bbox", [clamp(view.getWest(), 180), clamp(view.getSouth(), 90), clamp(view.getEast(), 180), clamp(view.getNorth(), 90)].join(","));
  link.href = there.href;
  link.hidden = false;
}

function point(item) {
  mark?.remove();
  mark = null;
  if (!item || !map) return;
  mark = window.L.circleMarker([item.dataset.lat, item.dataset.lon], { radius: 13, color: colour("ink"), weight: 2.5, fill: false, interactive: false }).addTo(map);
}

if (element && window.L) {
  map = baseMap(element);
  map.setView([30, 20], 2);
  drawn = window.L.layerGroup().addTo(map);
  map.on("moveend", () => cells());
  map.on("themechange", () => cells());
  cells(true);
  page.addEventListener("pointerover", (event) => point(event.target.closest?.("#list li[data-lat]")));
  page.addEventListener("focusin", (event) => point(event.target.closest?.("#list li[data-lat]")));
}
if (matchMedia("(max-width: 60rem)").matches) document.querySelector("#filters > details").open = false;
brush();
document.body.dataset.ready = "yes";
