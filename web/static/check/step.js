// One step of the device check: its sign, its result in words, and what belongs to it.

import { h, icon, say, show } from "../room/element.js";
import { t } from "../room/texts.js";

const SIGNS = { ok: ["hub-steps__sign--ok", "check"], failed: ["hub-steps__sign--stop", "close"], skipped: ["", "minus"] };

export class Step {
  constructor(name) {
    this.name = name;
    this.element = document.getElementById(`step-${name}`);
    this.body = this.element.querySelector("[data-body]");
    this.result = "";
  }

  part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  press(name, listener) {
    this.element.querySelector(`[data-press="${name}"]`).addEventListener("click", listener);
  }

  /** Open the step for its turn. */
  open({ focus = true } = {}) {
    show(this.body, true);
    if (!this.result) say(this.part("words"), t("turn"));
    if (focus) this.body.querySelector("button")?.focus();
  }

  close() {
    show(this.body, false);
  }

  /** "ok", "failed", "skipped", or "" for not done yet. */
  finish(result) {
    this.result = result;
    this.element.dataset.result = result;
    const [style, sign] = SIGNS[result] ?? ["", null];
    const box = this.element.querySelector(".hub-steps__sign");
    box.className = `hub-steps__sign ${style}`;
    box.replaceChildren(sign ? icon(sign) : box.dataset.number);
    const words = this.element.querySelector("[data-words]");
    words.classList.toggle("hub-soft", result !== "ok" && result !== "failed");
    say(words, result === "skipped" ? t("skipped") : result ? t(`${this.name}_${result}`) : t("missing"));
    if (result === "ok" || result === "skipped") this.close();
  }

  /** What went wrong and what to do, under the step. */
  help(...children) {
    const box = this.part("help");
    box.replaceChildren(...children.filter(Boolean));
    show(box, children.length > 0);
  }
}

export function paragraph(text) {
  return h("p", {}, text);
}
