// Who is here, for those who lead: give and take the floor, turn a microphone off, remove with ten seconds' grace.

import { h, hiddenText, initials, keyed, say, show } from "./element.js";
import { count } from "./hands.js";
import { undoable } from "./toast.js";
import { t } from "./texts.js";

const list = document.getElementById("roster-list");
const search = document.getElementById("roster-search");
const SEARCH_FROM = 12;

export class Roster {
  constructor({ state, act }) {
    Object.assign(this, { state, act });
    search.addEventListener("input", () => this.render());
    for (const section of ["roster", "stage", "me"]) state.on(section, () => this.render());
  }

  render() {
    const people = (this.state.get("roster") ?? []).filter((one) => one.seat !== this.state.me.seat);
    const here = people.filter((one) => one.online && !one.removed);
    const words = search.value.trim().toLowerCase();
    const shown = people
      .filter((one) => one.online || one.on_stage || one.removed)
      .filter((one) => `${one.name} ${one.alias} ${one.municipality}`.toLowerCase().includes(words));
    this.onStage = new Map((this.state.get("stage") ?? []).map((one) => [one.seat, one]));
    keyed(list, shown, (one) => one.seat, (one) => this.make(one), (row, one) => this.update(row, one));
    count("roster", here.length);
    show(document.getElementById("roster-find"), people.length >= SEARCH_FROM);
    show(document.getElementById("roster-empty"), shown.length === 0);
  }

  make(person) {
    const button = (action, run) => h("button", { class: "hub-mini", type: "button", "data-action": action, onclick: run });
    const { seat } = person;
    return h(
      "li",
      {},
      h(
        "div",
        { class: "hub-queue__row" },
        h("span", { class: "hub-avatar hub-avatar--small", "aria-hidden": "true" }),
        h("div", {}, h("strong", { dir: "auto" }), h("p", { class: "hub-soft hub-small", dir: "auto" })),
      ),
      h(
        "div",
        { class: "hub-row hub-row--tight room-actions" },
        button("promote", () => this.act("promote", { seat })),
        button("mute", () => this.act("mute", { seat, source: "microphone" })),
        button("demote", () => this.act("demote", { seat })),
        button("remove", () => this.remove(person)),
        button("restore", () => this.act("restore", { seat })),
      ),
    );
  }

  update(row, person) {
    const { state } = this;
    const staged = this.onStage.get(person.seat);
    const hosting = person.part === "host" || person.part === "co_host";
    const gallery = state.get("session")?.kind !== "webinar";
    say(row.querySelector(".hub-avatar"), initials(person.name));
    say(row.querySelector("strong"), person.name);
    say(row.querySelector("p"), this.about(person, staged));
    const offers = {
      promote: !person.removed && !person.on_stage && person.online && state.may("promote"),
      mute: Boolean(staged?.microphone) && state.may("mute"),
      demote: person.on_stage && !hosting && !gallery && state.may("demote"),
      remove: !person.removed && !hosting && state.may("remove"),
      restore: person.removed && state.may("restore"),
    };
    for (const button of row.querySelectorAll("[data-action]")) {
      const { action } = button.dataset;
      show(button, Boolean(offers[action]));
      if (!button.childElementCount) {
        button.append(t(`roster_${action}`), hiddenText(t("roster_whose", { name: person.name })));
        button.classList.toggle("hub-mini--quiet", action === "remove");
      }
    }
  }

  about(person, staged) {
    const signs = [
      person.part === "audience" && person.alias !== person.name ? person.alias : "",
      person.municipality,
      t(`part_${person.part}`),
      person.removed ? t("is_removed") : staged?.microphone ? t("microphone_is_on") : "",
      !person.online && !person.removed ? t("is_away") : "",
      person.part === "audience" && !person.device_checked ? t("not_tested") : "",
    ];
    return signs.filter(Boolean).join(" · ");
  }

  async remove(person) {
    if (await this.act("remove", { seat: person.seat }))
      undoable(t("removed_person", { name: person.name }), () => this.act("restore", { seat: person.seat }));
  }
}
