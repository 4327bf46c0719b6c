// The panel beside the stage; on a phone a sheet from below that keeps the focus until it is closed.

import { show } from "./element.js";

const wide = matchMedia("(min-width: 62em)");
const panel = document.getElementById("panel");
const shade = document.getElementById("shade");
let opener = null;

export function isWide() {
  return wide.matches;
}

export function panelIsSeen() {
  return panel.offsetParent !== null || panel.classList.contains("is-open");
}

/** Open the sheet (on wide: move the focus into the panel). */
export function openPanel(focus) {
  opener = document.activeElement;
  if (!wide.matches) {
    panel.classList.add("is-open");
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-modal", "true");
    show(shade, true);
  }
  (focus ?? panel.querySelector("textarea, button"))?.focus();
  panel.dispatchEvent(new CustomEvent("opened"));
}

export function closePanel() {
  if (!panel.classList.contains("is-open")) return;
  panel.classList.remove("is-open");
  panel.removeAttribute("role");
  panel.removeAttribute("aria-modal");
  show(shade, false);
  if (opener?.isConnected) opener.focus();
}

document.getElementById("panel-close").addEventListener("click", closePanel);
shade.addEventListener("click", closePanel);
wide.addEventListener("change", closePanel);
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePanel();
  else if (event.key === "Tab" && panel.classList.contains("is-open")) keepInside(event);
});

function keepInside(event) {
  const stops = [...panel.querySelectorAll("button, textarea, a[href], [tabindex='0']")].filter(
    (one) => !one.disabled && one.offsetParent !== null,
  );
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
}
