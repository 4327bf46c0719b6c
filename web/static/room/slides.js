// The host's slides: which deck, forward and back, and away again.

import { h, say, show } from "./element.js";
import { t } from "./texts.js";

const card = document.getElementById("card-slides");
const choice = document.getElementById("slide-deck");
const [back, forward, stop, start] = ["back", "forward", "stop", "start"].map((name) =>
  document.getElementById(`slide-${name}`),
);

export class Slides {
  constructor({ state, act }) {
    Object.assign(this, { state, act });
    for (const section of ["slides", "decks", "me"]) state.on(section, () => this.render());
    back.addEventListener("click", () => this.turn(-1));
    forward.addEventListener("click", () => this.turn(1));
    stop.addEventListener("click", () => act("slide", { deck: null }));
    start.addEventListener("click", () => act("slide", { deck: Number(choice.value), number: 1 }));
  }

  turn(step) {
    const now = this.state.get("slides");
    const number = now ? now.number + step : 1;
    if (now && number >= 1 && number <= now.pages) this.act("slide", { deck: now.deck, number });
  }

  render() {
    const decks = this.state.get("decks") ?? [];
    const now = this.state.get("slides");
    show(card, this.state.may("slides"));
    show(document.getElementById("slides-none"), decks.length === 0);
    show(document.getElementById("slides-choose"), decks.length > 0 && !now);
    show(document.getElementById("slides-shown"), Boolean(now));
    show(document.getElementById("slides-turn"), Boolean(now) && this.state.may("slides"));
    say(document.getElementById("slides-where"), now ? t("slide_of", { n: now.number, pages: now.pages }) : "");
    back.disabled = now?.number === 1;
    forward.disabled = now?.number === now?.pages;
    const names = JSON.stringify(decks);
    if (choice.dataset.names === names) return;
    choice.dataset.names = names;
    choice.replaceChildren(...decks.map((deck) => h("option", { value: deck.deck }, deck.title)));
  }
}
