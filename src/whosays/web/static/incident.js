/* The small map of one incident: a circle as large as what is not known about the place. */

import { baseMap, colour } from "./base.js";

const element = document.getElementById("map");
if (element && window.L) {
  const { lat, lon, km } = element.dataset;
  const centre = [Number(lat), Number(lon)];
  const map = baseMap(element, { keyboard: false, scrollWheelZoom: false, zoomControl: false });
  const circle = window.L.circle(centre, { radius: Number(km) * 1000 });
  map.setView(centre, 6);
  const draw = () => circle.setStyle({ color: colour("accent"), weight: 1.5, fillOpacity: 0.18 });
  circle.addTo(map);
  draw();
  window.L.circleMarker(centre, { radius: 2.5, stroke: false, fillOpacity: 1, fillColor: colour("accent") }).addTo(map);
  map.fitBounds(circle.getBounds(), { maxZoom: 7, padding: [30, 30] });
  map.on("themechange", draw);
}
