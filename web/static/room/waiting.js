// The host's view of the waiting room.

import { announce } from "./announce.js";
import { h, hiddenText, initials, keyed, say, show } from "./element.js";
import { count } from "./hands.js";
import { many, t } from "./texts.js";

const list = document.getElementById("waiting-list");
const all = document.getElementById("admit-all");

export class Waiting {
  constructor({ state, act }) {
    this.act = act;
    this.known = new Set();
    all.addEventListener("click", () => act("admit", { all: true }));
    state.on("waiting", (people) => this.render(people ?? []));
  }

  render(people) {
    const fresh = people.filter((one) => !this.known.has(one.seat));
    this.known = new Set(people.map((one) => one.seat));
    if (fresh.length) announce("waiting", many("waits", people.length));
    keyed(list, people, (one) => one.seat, (one) => this.make(one), update);
    count("waiting", people.length);
    show(all, people.length > 1);
    show(document.getElementById("waiting-empty"), people.length === 0);
  }

  make(person) {
    return h(
      "li",
      {},
      h(
        "div",
        { class: "hub-queue__row" },
        h("span", { class: "hub-avatar hub-avatar--small", "aria-hidden": "true" }),
        h("div", {}, h("strong", { dir: "auto" }), h("p", { class: "hub-soft hub-small" })),
        h("button", { class: "hub-mini", type: "button", "data-action": "admit",
          onclick: () => this.act("admit", { seat: person.seat }) }, t("let_in"),
          hiddenText(` ${person.name}`)),
      ),
    );
  }
}

function update(row, person) {
  say(row.querySelector(".hub-avatar"), initials(person.name));
  say(row.querySelector("strong"), person.name);
  const signed = t(person.signed_up ? "is_signed_up" : "not_signed_up");
  say(row.querySelector("p"), [signed, person.municipality].filter(Boolean).join(" · "));
}
