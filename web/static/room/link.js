// What our connection carries, in one plain sentence, and the choice to have less. The server says what it can
// send ("full", "low", "lowest", "sound"); we may ask for no more than one of these. Words do not flap: worse is
// said when it lasts, better when it has lasted longer, and the picture goes and comes with the words.

import { announce } from "./announce.js";
import { h, say, show } from "./element.js";
import { t } from "./texts.js";

const LEVELS = ["full", "low", "lowest", "sound"];
const WORSE_AFTER = 1500;
const BETTER_AFTER = 4000;
const GOOD_NEWS = 8000; // how long "good again" stays
const KEPT = "room-limit";

export class Link {
  /**
   * `onlimit(limit)`: the person wants no more than this. `onpicture(on)`: others' pictures are on or off.
   * `state` tells the level (in `me`) and whether slides are shown.
   */
  constructor({ state, onlimit, onpicture }) {
    Object.assign(this, { state, onlimit, onpicture });
    this.box = document.getElementById("link");
    this.more = document.getElementById("link-more");
    this.sign = document.getElementById("quality"); // says how good all is, where this box says nothing
    this.real = this.shown = "full";
    this.limit = LEVELS.includes(sessionStorage.getItem(KEPT)) ? sessionStorage.getItem(KEPT) : "full";
    this.soundBad = this.lost = this.back = false;
    this.timer = null;
    state.on("me", (me) => me && this.take(me.link ?? "full"));
    state.on("slides", () => this.render());
    if (this.limit !== "full") onlimit(this.limit);
  }

  /** The worse of what is wanted and what is carried, as it is told. */
  get level() {
    return LEVELS[Math.max(LEVELS.indexOf(this.shown), LEVELS.indexOf(this.limit))];
  }

  /** What the server says that it can send now. */
  take(level) {
    const before = this.real;
    this.real = level;
    if (level === before) return;
    const [now, then, said] = [level, before, this.shown].map((one) => LEVELS.indexOf(one));
    if (now === said) return this.settle();
    if (level === "sound") return this.tell();
    if (this.timer && now > said && then > said) return; // getting worse already: the first moment counts
    this.settle();
    this.timer = setTimeout(() => this.tell(), now > said ? WORSE_AFTER : BETTER_AFTER);
  }

  settle() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  tell() {
    this.settle();
    const before = this.shown;
    this.shown = this.real;
    if (this.shown === "full" && this.limit === "full") this.goodAgain(before);
    else this.back = false;
    this.soundBad &&= this.shown === "sound";
    this.render();
  }

  goodAgain(before) {
    this.back = before === "sound" ? "link_picture_back" : "link_sharp_again";
    setTimeout(() => {
      this.back = false;
      this.render();
    }, GOOD_NEWS);
  }

  /** How the sound arrives: "good", "weak" or "bad"; when it is all there is, bad sound leads to the telephone. */
  quality(level) {
    const bad = level === "bad" && this.level === "sound";
    if (bad === this.soundBad) return;
    this.soundBad = bad;
    this.render();
  }

  /** Picture and sound are gone, or back, for a reason of the server's: then nothing is said of the connection. */
  setLost(lost) {
    if (this.lost === lost) return;
    this.lost = lost;
    if (lost) {
      this.settle();
      this.real = this.shown = "full";
      this.back = this.soundBad = false;
    }
    this.render();
  }

  /** The person's own choice: at most this much. It stays for this visit. */
  choose(limit) {
    this.limit = limit;
    this.back = false;
    sessionStorage.setItem(KEPT, limit);
    this.onlimit(limit);
    this.render();
  }

  get quiet() {
    return this.box.hidden;
  }

  render() {
    const [key, choices] = this.sentence();
    this.onpicture(this.level !== "sound");
    this.box.dataset.level = this.lost ? "lost" : this.level;
    const had = this.more.contains(document.activeElement);
    show(this.box, Boolean(key));
    show(this.sign, !key);
    if (!key) return (this.key = key);
    const [title, text] = [t(`${key}_title`), t(`${key}_text`)];
    say(document.getElementById("link-title"), title);
    say(document.getElementById("link-text"), text);
    show(document.getElementById("link-phone"), this.soundBad);
    if (key === this.key) return;
    this.key = key;
    announce("link", `${title} ${text}`);
    this.more.replaceChildren(...choices.map(([limit, words]) => this.button(limit, words)));
    show(this.more, choices.length > 0);
    if (had) this.more.querySelector("button")?.focus();
  }

  button(limit, words) {
    const choose = () => this.choose(limit);
    return h("button", { class: "hub-textbutton", type: "button", "data-limit": limit, onclick: choose }, t(words));
  }

  /** The key of what is said, and the choices beside it as [limit, key of its words]. */
  sentence() {
    const slides = Boolean(this.state.get("slides"));
    if (this.lost) return ["link_lost", []];
    if (this.limit === "sound") return [slides ? "link_own_slides" : "link_own_sound", [["full", "show_picture"]]];
    if (this.shown === "sound") {
      const stay = [["sound", slides ? "stay_with_slides" : "stay_with_sound"]];
      return this.soundBad ? ["link_worst", stay] : [slides ? "link_slides" : "link_sound", stay];
    }
    if (this.limit === "lowest") return ["link_own_lowest", [["full", "show_sharp"], ["sound", "sound_is_enough"]]];
    if (this.shown !== "full") return [`link_${this.shown}`, [["lowest", "save_picture"], ["sound", "sound_is_enough"]]];
    return [this.back || "", []];
  }
}
