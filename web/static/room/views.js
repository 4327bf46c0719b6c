// Which of the page's faces is shown: the room, the waiting room, "we connect you again", or an end in words.

import { h, say, show } from "./element.js";
import { t } from "./texts.js";

const html = document.documentElement;
const views = ["room", "door", "lost", "end"].map((name) => [name, document.getElementById(`view-${name}`)]);
const DARK = ["room", "lost"];

/** Show one view. `state` is what data-room-state says: connecting joined waiting reconnecting ended … */
export function showView(name, state) {
  const changed = html.dataset.view !== name;
  html.dataset.view = name;
  html.dataset.roomState = state;
  for (const [one, element] of views) show(element, one === name);
  document.body.classList.toggle("hub-dark", DARK.includes(name));
  if (!changed) return;
  const view = document.getElementById(`view-${name}`);
  document.title = `${view.querySelector("h1").textContent} - ${document.getElementById("room").dataset.site}`;
  if (name === "end") view.querySelector("h1").focus();
}

export function connectionIs(word) {
  html.dataset.connection = word;
}

const ENDINGS = ["ended", "cancelled", "removed", "taken_over", "left", "signed_out", "not_signed_up", "link_expired"];

/** The end of this visit, calmly. `message` is the server's own sentence where it has one. */
export function showEnd(code, message = "") {
  const known = ENDINGS.includes(code) ? code : "refused";
  say(document.getElementById("end-title"), t(`end_${known}_title`));
  say(document.getElementById("end-text"), message || t(`end_${known}_text`));
  const again = document.getElementById("end-again");
  show(again, ["taken_over", "left", "signed_out", "refused"].includes(known));
  say(again.querySelector("span"), t(known === "signed_out" ? "sign_in" : "come_in_again"));
  say(document.getElementById("end-code"), known === "refused" ? t("code", { code }) : "");
  showView("end", known === "refused" ? code : known);
}

/** Lines with a tick on the page that waits for the connection. */
export function showKept(lines) {
  const template = document.getElementById("kept-line");
  document.getElementById("lost-kept").replaceChildren(
    ...lines.map((line) => {
      const one = template.content.cloneNode(true);
      one.querySelector("[data-words]").append(h("span", {}, line));
      return one;
    }),
  );
}
