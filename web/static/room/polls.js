// Polls: answering one, and for hosts making, opening, closing and showing one.

import { announce } from "./announce.js";
import { h, keyed, say, show } from "./element.js";
import { t, many } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const box = document.getElementById("poll");
const NEXT = { draft: "open", open: "closed", closed: "shown", shown: "done" };

export class Polls {
  constructor({ state, act }) {
    Object.assign(this, { state, act });
    this.form = document.getElementById("poll-form");
    for (const section of ["poll", "me"]) state.on(section, () => this.renderPoll());
    for (const section of ["poll", "polls", "me"]) state.on(section, () => this.renderHost());
    state.on("poll", (poll, before) => this.tell(poll, before));
    this.form.addEventListener("submit", (event) => this.create(event));
    document.getElementById("poll-more").addEventListener("click", () => this.addOption());
  }

  tell(poll, before) {
    if (poll?.state === "open" && before?.id !== poll.id && this.state.may("vote"))
      announce("poll", t("poll_opened", { question: poll.question }));
    if (poll?.state === "shown" && before?.state !== "shown") announce("poll", t("poll_shown"));
  }

  /** What everybody sees: the question with its answers, or the result. */
  renderPoll() {
    const poll = this.state.get("poll");
    const shown = poll && (poll.state === "shown" || (poll.state === "open" && this.state.may("vote")));
    show(box, Boolean(shown));
    if (!shown) return box.replaceChildren();
    const mine = this.state.me.vote?.poll === poll.id ? this.state.me.vote.option : null;
    const key = JSON.stringify([poll, mine]);
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    const focused = document.activeElement?.dataset?.option;
    box.replaceChildren(
      h("h2", { id: "poll-question", dir: "auto" }, poll.question),
      ...(poll.votes && poll.state === "shown" ? [result(poll)] : [this.choices(poll, mine)]),
      h("p", { class: "hub-soft hub-small" }, poll.state === "shown" ? many("answers", poll.total) : t(mine === null ? "poll_secret" : "poll_answered")),
    );
    if (focused !== undefined) box.querySelector(`[data-option="${focused}"]`)?.focus();
  }

  choices(poll, mine) {
    return h(
      "div",
      { class: "room-choices", role: "group", "aria-labelledby": "poll-question" },
      poll.options.map((option, index) =>
        h("button", { class: "hub-mini", type: "button", dir: "auto", "data-option": index,
          "aria-pressed": String(mine === index),
          onclick: () => this.act("vote", { poll: poll.id, option: index }) }, option),
      ),
    );
  }

  renderHost() {
    const card = document.getElementById("card-polls");
    show(card, this.state.may("poll"));
    if (!this.state.may("poll")) return;
    const current = this.state.get("poll");
    const polls = (this.state.get("polls") ?? []).map((poll) => (poll.id === current?.id ? current : poll));
    keyed(document.getElementById("polls-list"), polls, (poll) => poll.id, () => h("li"), (row, poll) => this.row(row, poll));
  }

  row(row, poll) {
    const key = JSON.stringify(poll);
    if (row.dataset.shown === key) return;
    row.dataset.shown = key;
    const focused = row.contains(document.activeElement);
    const to = NEXT[poll.state];
    row.replaceChildren(
      h("p", {}, h("strong", { dir: "auto" }, poll.question), " ",
        h("span", { class: "hub-soft" }, poll.total === undefined ? t("poll_draft") : many("answers", poll.total))),
      poll.votes ? result(poll) : null ?? "",
      h("div", { class: "hub-row hub-row--tight mt-2" },
        h("button", { class: "hub-mini", type: "button", "data-poll-to": to,
          onclick: () => this.act("poll_state", { poll: poll.id, to }) }, t(`poll_to_${to}`))),
    );
    if (focused) row.querySelector("button").focus();
  }

  addOption() {
    const options = this.form.querySelectorAll("[name=option]");
    if (options.length >= 8) return;
    const row = options[options.length - 1].closest("p").cloneNode(true);
    const field = row.querySelector("input");
    field.value = "";
    field.id = `poll-option-${options.length + 1}`;
    const label = row.querySelector("label");
    label.htmlFor = field.id;
    say(label, t("poll_option", { n: options.length + 1 }));
    options[options.length - 1].closest("p").after(row);
    field.focus();
  }

  async create(event) {
    event.preventDefault();
    const data = new FormData(this.form);
    const options = data.getAll("option").map((text) => text.trim()).filter(Boolean);
    if (await this.act("poll_create", { question: String(data.get("question")).trim(), options })) {
      this.form.reset();
      this.form.closest("details").open = false;
    }
  }
}

function result(poll) {
  const total = poll.votes.reduce((sum, n) => sum + n, 0);
  return h("dl", { class: "hub-poll" }, poll.options.map((option, index) => {
    const share = total ? Math.round((100 * poll.votes[index]) / total) : 0;
    return h("div", {}, h("dt", { dir: "auto" }, option), h("dd", {}, `${poll.votes[index]} (${share} %)`), bar(share));
  }));
}

function bar(share) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of [["viewBox", "0 0 100 14"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]])
    svg.setAttribute(name, value);
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("width", String(share));
  rect.setAttribute("height", "14");
  svg.append(rect);
  return svg;
}
