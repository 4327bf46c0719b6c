// What is being written, kept on the server while it is written; and at once whom to call, if its words ask for it.

const QUIET = 1200;
const AGAIN = 15000;

/** Keeps the drafts of a form. `saved` and `unsaved` are the sentences to show, `fields` what is kept. */
export class Draft {
  constructor(form, { token, saved, unsaved, fields = ["title", "text"] }) {
    this.form = form;
    this.fields = fields;
    this.token = token;
    this.words = { saved, unsaved };
    this.timer = null;
    this.last = this.written();
    form.addEventListener("input", () => this.soon(QUIET));
    form.addEventListener("submit", () => this.stop());
    addEventListener("pagehide", () => this.written() !== this.last && this.leave());
  }

  written() {
    const fields = new FormData(this.form);
    return JSON.stringify(this.fields.map((name) => fields.get(name)));
  }

  body() {
    const fields = new FormData(this.form);
    const sent = new FormData();
    for (const name of this.fields) sent.set(name, fields.get(name) ?? "");
    sent.set("token", this.token);
    return sent;
  }

  /** What is sent now is a draft no more: nothing may arrive after it. */
  stop() {
    clearTimeout(this.timer);
    this.last = this.written();
    this.underway?.abort();
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    const now = this.written();
    if (now === this.last) return;
    this.underway = new AbortController();
    const { signal } = this.underway;
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: "POST",
        body: this.body(),
        redirect: "error",
        signal,
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      this.last = now;
      this.say(this.words.saved);
      this.guide(told.emergency);
      this.liken(told.similar ?? []);
    } catch {
      if (signal.aborted) return;
      this.say(this.words.unsaved);
      this.soon(AGAIN);
    }
  }

  leave() {
    navigator.sendBeacon?.(this.form.dataset.draft, this.body());
  }

  say(sentence) {
    const place = this.form.querySelector("[data-draft-state]");
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  guide(emergency) {
    const place = this.form.querySelector("[data-guidance-here]");
    if (!place) return;
    if (place.dataset.shown === (emergency ?? "")) return;
    place.dataset.shown = emergency ?? "";
    const box = emergency && this.form.querySelector(`template[data-guidance="${emergency}"]`);
    place.replaceChildren(...(box ? [box.content.cloneNode(true)] : []));
  }

  liken(similar) {
    const place = this.form.querySelector("[data-similar]");
    if (!place) return;
    place.hidden = !similar.length;
    place.querySelector("ul").replaceChildren(
      ...similar.map(({ title, href }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = href;
        link.target = "_blank";
        link.textContent = title;
        item.append(link);
        return item;
      }),
    );
  }
}
