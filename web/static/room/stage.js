// The stage: who and what is seen, what is large, who speaks.

import { keyed, say, show } from "./element.js";
import { makeSlide, makeTile, updateSlide, updateTile } from "./tiles.js";
import { t } from "./texts.js";

export class Stage {
  /**
   * `own()`, to be set, gives our own live tracks: {camera, screen}. `onrender()`, to be set, is called when
   * what is shown may have changed. `soundOnly`: others' pictures are off, so that the sound gets through.
   */
  constructor({ state }) {
    this.state = state;
    this.own = () => ({});
    this.onrender = () => null;
    this.soundOnly = false;
    this.grid = document.getElementById("grid");
    this.streams = new Map();
    this.lastSpeaker = null;
    this.view = null;
    this.seen = new Set();
    for (const section of ["stage", "slots", "slides", "me", "hands"]) state.on(section, () => this.render());
    state.on("speaker", (seat) => {
      if (seat && seat !== state.me.seat) this.lastSpeaker = seat;
      this.render();
    });
    state.on("session", () => this.render());
  }

  /** A slot's picture has come. */
  setTrack(mid, track) {
    this.streams.set(mid, new MediaStream([track]));
    this.render();
  }

  /** "speaker" shows one large, "gallery" all alike; null is the kind's own way. */
  setView(view) {
    this.view = view;
    this.render();
  }

  get currentView() {
    return this.view ?? (this.state.get("session")?.kind === "webinar" ? "speaker" : "gallery");
  }

  render() {
    const pictures = this.pictures();
    const focus = this.currentView === "speaker" ? this.focusOf(pictures) : this.wideOf(pictures);
    const ordered = [...pictures].sort((a, b) => Number(b.key === focus) - Number(a.key === focus));
    this.grid.dataset.view = focus ? "speaker" : this.currentView;
    this.grid.dataset.count = String(Math.min(12, pictures.length));
    keyed(this.grid, ordered, (one) => one.key, (one) => (one.slides ? makeSlide() : makeTile(one)), (tile, one) => {
      tile.classList.toggle("is-focus", one.key === focus);
      if (one.slides) updateSlide(tile, one);
      else updateTile(tile, one);
    });
    this.renderWords(pictures);
    this.onrender();
  }

  /** Others' pictures are off, or back. */
  setSoundOnly(on) {
    if (this.soundOnly === on) return;
    this.soundOnly = on;
    this.render();
  }

  pictures() {
    const { state } = this;
    const slides = state.get("slides");
    const members = (state.get("stage") ?? []).filter((member) => this.isShown(member));
    const people = members.flatMap((member) => [
      ...(member.screen ? [this.picture(member, "screen")] : []),
      this.picture(member, "camera"),
    ]);
    return slides ? [{ key: "slides", slides }, ...people] : people;
  }

  /** Whoever was here and lost the connection keeps the tile: everybody sees that they are coming back. */
  isShown(member) {
    if (member.online) this.seen.add(member.seat);
    return member.online || member.camera || member.microphone || this.seen.has(member.seat);
  }

  picture(member, source) {
    const me = member.seat === this.state.me.seat;
    const mid = me ? null : this.midOf(member, source);
    return {
      key: `${member.seat}:${source}`,
      seat: member.seat,
      source,
      member,
      me,
      speaking: source === "camera" && member.seat === this.state.get("speaker") && member.microphone,
      mid,
      stream: me ? this.ownStream(source) : this.soundOnly ? null : (this.streams.get(mid) ?? null),
      letters: me ? this.state.me.name : member.name,
      hand: source === "camera" && this.handOf(member.seat),
    };
  }

  /** The slot in which somebody's picture comes; null when none does. */
  midOf(member, source) {
    if (!member[source]) return null;
    const slots = this.state.get("slots") ?? {};
    return Object.keys(slots).find((one) => one[0] === source[0] && slots[one] === member.seat) ?? null;
  }

  ownStream(source) {
    const track = this.own()[source];
    if (!track) return null;
    if (this[`${source}Track`] !== track) {
      this[`${source}Track`] = track;
      this[`${source}Stream`] = new MediaStream([track]);
    }
    return this[`${source}Stream`];
  }

  handOf(seat) {
    const hands = this.state.get("hands");
    if (seat === this.state.me.seat) return Boolean(this.state.me.hand);
    return Array.isArray(hands) && hands.some((hand) => hand.seat === seat);
  }

  /** What is large: the slide, a shared screen, whoever speaks, else a host, else anybody. */
  focusOf(pictures) {
    const wide = this.wideOf(pictures);
    if (wide) return wide;
    const people = pictures.filter((one) => one.source === "camera");
    const others = people.filter((one) => !one.me && one.member.online);
    const speaker = others.find((one) => one.seat === (this.state.get("speaker") ?? this.lastSpeaker));
    const pictured = others.find((one) => one.stream);
    return (speaker ?? this.lastIn(others) ?? pictured ?? others[0] ?? people[0])?.key;
  }

  lastIn(others) {
    return others.find((one) => one.seat === this.lastSpeaker);
  }

  wideOf(pictures) {
    return (pictures.find((one) => one.slides) ?? pictures.find((one) => one.source === "screen"))?.key;
  }

  renderWords(pictures) {
    const speaker = (this.state.get("stage") ?? []).find((one) => one.seat === this.state.get("speaker"));
    const now = document.getElementById("now-speaking");
    const role = document.getElementById("now-role");
    const me = speaker && speaker.seat === this.state.me.seat;
    say(now, speaker ? (me ? t("you_speak") : t("speaks", { name: speaker.name })) : "");
    say(role, speaker && !me ? roleOf(speaker) : "");
    show(role, Boolean(role.textContent));
    show(document.getElementById("nobody"), pictures.length === 0);
  }
}

/** Role and municipality, always together. */
export function roleOf({ title, municipality }) {
  return [title, municipality].filter(Boolean).join(" · ");
}
