// The host's list of raised hands, first raised first.

import { announce } from "./announce.js";
import { h, hiddenText, keyed, say, show } from "./element.js";
import { serverNow } from "./door.js";
import { many, t } from "./texts.js";

const list = document.getElementById("hands-list");

export class Hands {
  constructor({ state, act }) {
    this.act = act;
    this.known = new Set();
    state.on("hands", (hands) => this.render(Array.isArray(hands) ? hands : []));
    setInterval(() => this.hands?.length && this.render(this.hands), 30_000);
  }

  render(hands) {
    this.hands = hands;
    this.tell(hands);
    keyed(list, hands, (hand) => hand.seat, (hand) => this.make(hand), (row, hand) => this.update(row, hand));
    count("hands", hands.length);
    show(document.getElementById("hands-empty"), hands.length === 0);
  }

  tell(hands) {
    const fresh = hands.filter((hand) => !this.known.has(hand.seat));
    this.known = new Set(hands.map((hand) => hand.seat));
    if (fresh.length === 1) announce("hands", t("raised_hand", { name: fresh[0].name }));
    else if (fresh.length) announce("hands", many("raised_hands", fresh.length));
  }

  make(hand) {
    return h(
      "li",
      {},
      h(
        "div",
        { class: "hub-queue__row" },
        h("span", { class: "hub-order" }, hiddenText(t("number")), h("span")),
        h("div", {}, h("strong", { dir: "auto" }), h("p", { class: "hub-soft hub-small", dir: "auto" })),
        h("button", { class: "hub-mini", type: "button", "data-action": "promote",
          onclick: () => this.act("promote", { seat: hand.seat }) }, t("give_floor"),
          hiddenText(t("to_name", { name: hand.name }))),
        h("button", { class: "hub-mini hub-mini--quiet", type: "button",
          onclick: () => this.act("hand", { up: false, seat: hand.seat }) }, t("lower"),
          hiddenText(t("hand_of", { name: hand.name }))),
      ),
    );
  }

  update(row, hand) {
    const place = this.hands.indexOf(hand) + 1;
    say(row.querySelector(".hub-order > span:last-child"), String(place));
    say(row.querySelector("strong"), hand.name);
    say(row.querySelector("p"), [hand.alias, hand.municipality, since(hand.since)].filter(Boolean).join(" · "));
    row.querySelector("[data-action]").classList.toggle("hub-mini--go", place === 1);
  }
}

function since(moment) {
  const minutes = Math.floor((serverNow() - new Date(moment)) / 60_000);
  return minutes < 1 ? t("just_now") : t("minutes", { n: minutes });
}

/** How many stand in a list: on its card and on its tab. */
export function count(name, n) {
  for (const badge of document.querySelectorAll(`[data-count="${name}"]`)) say(badge, String(n));
}
