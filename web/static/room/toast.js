// A short word at the edge, and the ten seconds in which a step can be taken back.

import { announce } from "./announce.js";
import { h } from "./element.js";
import { t } from "./texts.js";

const UNDO_SECONDS = 10;
const box = document.getElementById("toasts");

function put(text, ...rest) {
  const toast = h("div", { class: "room-toast hub-light" }, h("p", {}, text), ...rest);
  box.append(toast);
  announce("toast", text);
  return toast;
}

/** Say `text` for some seconds. */
export function word(text, seconds = 6) {
  const toast = put(text);
  setTimeout(() => toast.remove(), seconds * 1000);
}

/** `text` with a button that takes it back within ten seconds; `undo` does so. */
export function undoable(text, undo) {
  return delayed(text, { undo });
}

/** Like undoable, but `then` happens only when the ten seconds have passed without the button. */
export function delayed(text, { undo, then }) {
  const button = h("button", { class: "hub-mini", type: "button" }, t("undo"));
  const toast = put(text, button);
  const timer = setTimeout(() => {
    toast.remove();
    then?.();
  }, UNDO_SECONDS * 1000);
  button.addEventListener("click", () => {
    clearTimeout(timer);
    toast.remove();
    undo?.();
  });
  return toast;
}
