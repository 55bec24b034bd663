/* Says when the ledger has changed since the page was made; the person decides when to look. Listens only while the
   page is seen: a browser keeps few connections to one server, and this one stays open. */

const notice = document.getElementById("live");
let source = null, documents = 0, decisions = 0;

/** Is an event later than the page? Both say where the ledger stood: version, last document, last decision. */
const later = (event, part) => Number(event.lastEventId.split("-")[part]) > Number(notice.dataset.at.split("-")[part]);

function tell() {
  const words = [];
  if (documents) words.push(documents === 1 ? "1 new document" : `${documents} new documents`);
  if (decisions) words.push(decisions === 1 ? "1 new decision" : `${decisions} new decisions`);
  notice.querySelector("span").textContent = `${words.join(", ") || "The ledger has changed"} since this page was made.`;
  notice.hidden = false;
}

function listen() {
  if (document.hidden || source) return;
  source = new EventSource(notice.dataset.live);
  source.addEventListener("document", (event) => { documents += later(event, 1); });
  source.addEventListener("decision", (event) => { decisions += later(event, 2); });
  source.addEventListener("change", (event) => { if (later(event, 0)) tell(); });
}

function rest() {
  source?.close();
  source = null;
}

if (notice) {
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  notice.querySelector("a").addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
  listen();
}
