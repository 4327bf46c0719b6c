// The bar: a few large buttons whose words say what a press does. On a phone the rest stands behind "Mere".

import { openDialog } from "./dialog.js";
import { h, icon, say } from "./element.js";
import { isWide } from "./panel.js";
import { setIcon } from "./tiles.js";
import { t } from "./texts.js";

const bar = document.getElementById("controls");

/**
 * `actions()` gives the buttons in their order:
 * {id, icon, label, run, shown, kind: "go"|"leave"|undefined, on, where, keys}. `where` is "both", "wide" (on a
 * phone behind "Mere"), "phone" (only there), or "more" (behind "Mere" everywhere).
 */
export class Controls {
  constructor(actions) {
    this.actions = actions;
    this.buttons = new Map();
    this.more = this.button({ id: "more", icon: "more-horiz" });
    this.more.setAttribute("aria-haspopup", "dialog");
    this.more.addEventListener("click", () => this.openMore());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  render() {
    const shown = this.actions().filter((action) => action.shown);
    const gap = bar.querySelector(".hub-controls__gap") ?? h("span", { class: "hub-controls__gap" });
    const direct = shown.filter((action) => action.where !== "more");
    const elements = direct.map((action) => this.update(action));
    const firstLeaving = direct.findIndex((action) => action.kind === "leave");
    elements.splice(firstLeaving < 0 ? elements.length : firstLeaving, 0, this.more, gap);
    say(this.more.querySelector("span"), t("more"));
    this.arrange(elements);
  }

  /** Put the elements in order without taking away the one that has the focus. */
  arrange(elements) {
    for (const child of [...bar.children]) if (!elements.includes(child)) child.remove();
    elements.forEach((element, place) => {
      if (bar.children[place] !== element) bar.insertBefore(element, bar.children[place] ?? null);
    });
  }

  update(action) {
    let button = this.buttons.get(action.id);
    if (!button) {
      button = this.button(action);
      button.addEventListener("click", () => this.find(action.id)?.run());
      this.buttons.set(action.id, button);
    }
    setIcon(button.querySelector("svg"), action.icon);
    say(button.querySelector("span"), action.label);
    button.classList.toggle("hub-control--go", action.kind === "go");
    button.classList.toggle("hub-control--leave", action.kind === "leave");
    button.classList.toggle("is-on", Boolean(action.on));
    button.classList.toggle("hub-only-wide", action.where === "wide");
    button.classList.toggle("hub-only-phone", action.where === "phone");
    if (action.keys) button.setAttribute("aria-keyshortcuts", action.keys);
    return button;
  }

  button({ id, icon: name }) {
    return h("button", { class: "hub-control", type: "button", id: `control-${id}` }, icon(name), h("span"));
  }

  find(id) {
    return this.actions().find((action) => action.id === id && action.shown);
  }

  openMore() {
    const behind = isWide() ? ["more"] : ["more", "wide"];
    const rest = this.actions().filter((action) => action.shown && behind.includes(action.where));
    openDialog("more-dialog", t("more"), (dialog) => [
      h("ul", { class: "hub-plain room-more" }, rest.map((action) => h("li", {}, this.row(action, dialog)))),
    ]);
  }

  row(action, dialog) {
    const button = h("button", { class: "hub-control room-more__item", type: "button", id: `more-${action.id}` },
      icon(action.icon), h("span", {}, action.label));
    button.classList.toggle("hub-control--leave", action.kind === "leave");
    button.addEventListener("click", () => {
      dialog.addEventListener("close", () => setTimeout(() => this.find(action.id)?.run()), { once: true });
      dialog.close();
    });
    return button;
  }

  /** Shortcuts have two modifiers, so that no letter alone ever does something. */
  key(event) {
    if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
    const action = this.actions().find((one) => one.shown && one.keys === `Alt+Shift+${event.code.replace("Key", "")}`);
    if (!action || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    action.run();
  }

  /** The list of shortcuts, in words. */
  openKeys() {
    const rows = this.actions().filter((action) => action.shown && action.keys);
    openDialog("keys-dialog", t("keys"), () => [
      h("p", {}, t("keys_help")),
      h("dl", { class: "room-keys" }, rows.flatMap((action) => [h("dt", {}, action.label), h("dd", {}, h("kbd", {}, action.keys))])),
    ]);
  }
}
