// The chat: lines in the order of their numbers, our own shown at once, nothing lost over a lost connection.

import { announce } from "./announce.js";
import { Told } from "./connection.js";
import { h, hiddenText, say, show } from "./element.js";
import { panelIsSeen } from "./panel.js";
import { roleOf } from "./stage.js";
import { clock, many, t } from "./texts.js";

const MOST = 300;
const list = document.getElementById("chat-lines");
const form = document.getElementById("chat-form");
const field = document.getElementById("chat-text");
const wrong = document.getElementById("chat-error");
const region = document.getElementById("chat-region");

export class Chat {
  /** `ask(event, payload)` is the signalling. `onunread(n)` is told how many lines nobody has looked at. */
  constructor({ state, ask, onunread }) {
    Object.assign(this, { state, ask, onunread });
    this.last = 0;
    this.unread = 0;
    this.pending = new Map();
    this.lines = new Map();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    document.getElementById("panel").addEventListener("opened", () => this.seen());
    state.on("me", (me) => this.permit(me));
  }

  permit(me) {
    const may = this.state.may("chat");
    show(form, may);
    show(document.getElementById("chat-closed"), !may);
    show(document.getElementById("chat-alias"), may && me?.part === "audience" && Boolean(me?.alias));
    say(document.getElementById("chat-alias-name"), me?.alias ?? "");
    for (const [seq, line] of this.lines) show(line.querySelector(".room-remove"), this.mayRemove(line, seq));
  }

  mayRemove(line) {
    return this.state.may("remove_chat") && !line.dataset.removed;
  }

  /** Lines since our last, from a join or a catch-up; then what was not sent is sent again. */
  take(messages, { first = false } = {}) {
    for (const message of messages) this.add(message, { quiet: first });
    for (const [id, text] of this.pending) this.deliver(id, text);
  }

  add(message, { quiet = false } = {}) {
    const known = this.lines.get(message.seq);
    const mine = message.seat === this.state.me.seat;
    const line = known ?? h("li", { "data-seq": message.seq });
    if (mine && !known) this.echo(message.text);
    this.fill(line, message, mine);
    if (!known) this.place(line, message.seq);
    this.last = Math.max(this.last, message.seq);
    if (!known && !mine && !quiet && !message.removed) this.tell(message);
    this.trim();
  }

  /** Our own line has come back with its number: it takes the place of the one we showed at once. */
  echo(text) {
    const shown = [...list.querySelectorAll(".is-pending")].reverse();
    shown.find((line) => line.querySelector("p").textContent === text)?.remove();
  }

  place(line, seq) {
    this.lines.set(seq, line);
    const after = [...list.children].find((one) => Number(one.dataset.seq ?? Infinity) < seq);
    list.insertBefore(line, after ?? null);
    show(document.getElementById("chat-empty"), false);
  }

  fill(line, message, mine) {
    line.className = mine ? "is-mine" : "";
    if (message.removed) line.dataset.removed = "yes";
    const role = roleOf(message);
    line.replaceChildren(
      h(
        "span",
        { class: "hub-chat__who" },
        h("bdi", {}, mine ? t("you_named") : message.name),
        role && !mine ? h("span", { class: "hub-role" }, role) : null,
        h("span", { class: "hub-chat__when" }, t("at_clock", { clock: clock(message.at) })),
      ),
      h("p", { dir: "auto", class: message.removed ? "hub-soft" : "room-said" },
        message.removed ? t("line_removed") : message.text),
      this.removeButton(line, message),
    );
  }

  removeButton(line, message) {
    const button = h("button", { class: "hub-textbutton room-remove", type: "button" }, t("remove_line"),
      hiddenText(t("remove_line_of", { name: message.name })));
    show(button, this.mayRemove(line));
    button.addEventListener("click", () => this.ask("chat_remove", { seq: message.seq }).catch((e) => this.trouble(e)));
    return button;
  }

  tell(message) {
    if (!panelIsSeen() || document.hidden) {
      this.unread += 1;
      this.onunread(this.unread);
    }
    this.untold = (this.untold ?? 0) + 1;
    const words = this.untold === 1 ? t("new_line_from", { name: message.name }) : many("new_lines", this.untold);
    announce("chat", words);
    clearTimeout(this.told);
    this.told = setTimeout(() => (this.untold = 0), 6000);
  }

  seen() {
    this.unread = 0;
    this.onunread(0);
  }

  send() {
    const text = field.value.trim();
    say(wrong, text ? "" : t("write_first"));
    show(wrong, !text);
    if (!text) return field.focus();
    const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
    field.value = "";
    this.pending.set(id, text);
    this.showPending(id, text);
    this.deliver(id, text);
    field.focus();
  }

  showPending(id, text) {
    const line = h(
      "li",
      { class: "is-mine is-pending", "data-client": id },
      h("span", { class: "hub-chat__who" }, t("you_named"), h("span", { class: "hub-chat__when" }, t("sending"))),
      h("p", { dir: "auto", class: "room-said" }, text),
    );
    list.prepend(line);
    region.scrollTop = 0;
    show(document.getElementById("chat-empty"), false);
  }

  async deliver(id, text) {
    try {
      await this.ask("chat", { text, client_id: id });
      this.pending.delete(id);
      this.pendingLine(id)?.remove();
      announce("sent", t("sent"));
    } catch (error) {
      if (error instanceof Told) this.refused(id, text, error);
    }
  }

  /** Not taken: the words go back into the field, so that nothing is written in vain. */
  refused(id, text, error) {
    this.pending.delete(id);
    this.pendingLine(id)?.remove();
    field.value = field.value ? `${text}\n${field.value}` : text;
    this.trouble(error);
  }

  pendingLine(id) {
    return list.querySelector(`[data-client="${CSS.escape(id)}"]`);
  }

  trouble(error) {
    say(wrong, error instanceof Told ? error.message : t("not_sent"));
    show(wrong, true);
  }

  trim() {
    while (this.lines.size > MOST) {
      const oldest = Math.min(...this.lines.keys());
      this.lines.get(oldest).remove();
      this.lines.delete(oldest);
    }
  }
}

