// Moving on the week board by dragging: while a slot is in the air each row says whether its person can take it.
// Everything a drag does, the buttons beside the board do as well.

const page = document.getElementById("board");
const said = document.getElementById("said");
const texts = page ? JSON.parse(page.dataset.texts) : {};
let lifted = null;

const rows = () => [...page.querySelectorAll("tr[data-row]")];

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function sign(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon-svg hub-icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${page.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function mark(row, fit) {
  row.querySelector(".hub-board__mark")?.remove();
  if (!fit) return;
  const place = document.createElement("span");
  place.className = `hub-board__mark hub-board__mark--${fit.fits ? "fits" : "not"}`;
  place.append(sign(fit.fits ? "check" : "close"), fit.said);
  row.querySelector("th").append(place);
}

function clear() {
  for (const row of rows()) {
    mark(row, null);
    row.classList.remove("is-over");
  }
  page.querySelector(".is-lifted")?.classList.remove("is-lifted");
  lifted = null;
}

async function lift(slot) {
  const { demand, person = "" } = slot.dataset;
  lifted = { demand, person, fits: null, title: slot.textContent.trim() };
  slot.classList.add("is-lifted");
  said.textContent = texts.looking;
  const answer = await fetch(`/schedule/demands/${demand}/fits?proposal=${page.dataset.proposal}`);
  if (!answer.ok || lifted?.demand !== demand) return;
  const { people, others } = await answer.json();
  lifted.fits = (id) => people[id] ?? others;
  for (const row of rows()) {
    const own = row.dataset.row === person;
    mark(row, own ? { fits: true, said: texts.has_it } : lifted.fits(row.dataset.row));
  }
  said.textContent = fill(texts.lifted, lifted);
}

/** A form as the buttons have it, so that a drop and a press are one thing. */
function give(demand, person) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/schedule/demands/${demand}/give`;
  const back = `${location.pathname}${location.search}`;
  const values = { token: page.dataset.token, person, proposal: page.dataset.proposal, back };
  for (const [name, value] of Object.entries(values)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function drop(row) {
  const { demand, person, fits } = lifted;
  const name = row.querySelector("th strong").textContent;
  const fit = fits?.(row.dataset.row);
  clear();
  if (row.dataset.row === person) return (said.textContent = texts.let_go);
  if (fit && !fit.fits) return (said.textContent = fill(texts.cannot, { name, why: fit.said }));
  said.textContent = fill(texts.sent, { name });
  give(demand, row.dataset.row);
}

function over(event) {
  const row = event.target.closest?.("tr[data-row]");
  for (const one of rows()) one.classList.toggle("is-over", one === row && lifted !== null);
  return lifted ? row : null;
}

if (page) {
  page.addEventListener("dragstart", (event) => {
    const slot = event.target.closest?.("[data-demand]");
    if (!slot) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", slot.href);
    lift(slot);
  });
  page.addEventListener("dragover", (event) => over(event) && event.preventDefault());
  page.addEventListener("drop", (event) => {
    const row = over(event);
    if (!row) return;
    event.preventDefault();
    drop(row);
  });
  page.addEventListener("dragend", () => lifted && clear());
}

// A demand opened by a press is where the reader is now.
document.querySelector("#opened")?.focus({ preventScroll: matchMedia("(min-width: 62em)").matches });
