// Larger letters inside the room, remembered for the next page.

import { t } from "./texts.js";

const SIZES = ["normal", "stor", "stoerst"];
const html = document.documentElement;

export function nextSize() {
  return SIZES[(SIZES.indexOf(html.dataset.text ?? "normal") + 1) % SIZES.length];
}

export function nextSizeWords() {
  return t(nextSize() === "normal" ? "normal_text" : "larger_text");
}

/** The next size, at once here and for the next page by the server. */
export function enlarge(token) {
  const size = nextSize();
  if (size === "normal") delete html.dataset.text;
  else html.dataset.text = size;
  const form = new URLSearchParams({ text: size, token, next: "/" });
  fetch("/preferences", { method: "POST", body: form, redirect: "manual" }).catch(() => null);
}
