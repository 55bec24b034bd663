/* The base map under the incidents: land, borders, disputed lines, names; all from this server. */

const PARTS = new Map();

/** A layer of the base map, fetched once. */
function part(url) {
  if (!PARTS.has(url)) PARTS.set(url, fetch(url).then((r) => r.json()).catch(() => null));
  return PARTS.get(url);
}

/** A line as the file has it (first point, then differences, whole parts of a degree) as [lat, lon] pairs. */
export function unpack(line, scale) {
  let x = 0, y = 0;
  const out = [];
  for (let i = 0; i < line.length; i += 2) {
    x += line[i];
    y += line[i + 1];
    out.push([y / scale, x / scale]);
  }
  return out;
}

/** The value of a colour of the style sheet. */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** A Leaflet map in this element with the base map on it; regions come with nearer views. */
export function baseMap(element, options = {}) {
  const L = window.L;
  const map = L.map(element, {
    preferCanvas: true, minZoom: 1, maxZoom: 12, worldCopyJump: false, zoomSnap: 0.5, maxBoundsViscosity: 1,
    maxBounds: [[-75, -200], [86, 200]], fadeAnimation: false, zoomAnimation: !still(), attributionControl: false, ...options,
  });
  L.control.attribution({ prefix: false }).addAttribution("Natural Earth; dashed: disputed").addTo(map);
  map.createPane("base").style.zIndex = 150;
  map.createPane("names").style.zIndex = 450;
  const renderer = L.canvas({ pane: "base", padding: 0.3 });
  const layers = [];
  const lines = (data, style) => {
    const layer = L.polyline(data, { renderer, interactive: false, smoothFactor: 0.7, ...style() });
    layers.push([layer, style]);
    return layer;
  };
  part(element.dataset.world).then((world) => {
    if (!world) return; // the page is being left
    const land = () => ({ fillColor: colour("land"), fillOpacity: 1, stroke: true, color: colour("region"), weight: 0.7 });
    const ground = L.polygon([world.land.map((r) => unpack(r, world.scale))],
      { renderer, interactive: false, fillRule: "evenodd", smoothFactor: 0.7, ...land() }).addTo(map);
    layers.push([ground, land]);
    ground.bringToBack();
    lines(world.borders.map((b) => unpack(b, world.scale)), () => ({ color: colour("border"), weight: 1 })).addTo(map);
    lines(world.disputed.map((d) => unpack(d.line, world.scale)),
      () => ({ color: colour("border"), weight: 1.2, dashArray: "5 4" })).addTo(map);
    const names = L.layerGroup().addTo(map);
    const write = () => {
      const zoom = map.getZoom(), view = map.getBounds();
      const most = zoom < 2.5 ? 0 : zoom < 4 ? 1 : zoom < 5 ? 2 : zoom < 6 ? 3 : 4;
      names.clearLayers();
      for (const [name, lon, lat, importance] of world.names) {
        if (importance > most || !view.contains([lat, lon])) continue;
        L.marker([lat, lon], { pane: "names", interactive: false, keyboard: false,
          icon: L.divIcon({ className: "country", html: "", iconSize: [120, 14] }) }).addTo(names).getElement()
          .textContent = name;
      }
    };
    map.on("moveend", write);
    write();
    element.dataset.ready = "yes";
  });
  let asked = false;
  const nearer = () => {
    if (asked || map.getZoom() < 4.5) return;
    asked = true;
    part(element.dataset.regions).then((data) => {
      if (!data) return;
      const layer = lines(data.regions.map((b) => unpack(b, data.scale)), () => ({ color: colour("region"), weight: 1 }));
      const fit = () => (map.getZoom() >= 4.5 ? layer.addTo(map) && layer.bringToBack() && layers[0][0].bringToBack() : layer.remove());
      map.on("zoomend", fit);
      fit();
    });
  };
  map.on("zoomend", nearer);
  map.whenReady(nearer);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const [layer, style] of layers) layer.setStyle(style());
    map.fire("themechange");
  });
  return map;
}

/** Does this person want nothing to move by itself? */
export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
