// The session's own steps, for those who lead: practise, open the doors, begin, end for everybody.

import { h, say, show } from "./element.js";
import { delayed } from "./toast.js";
import { t } from "./texts.js";

const banner = document.getElementById("doors");
const STEPS = {
  published: ["practice", "open"],
  practice: ["open", "published"],
  open: ["live"],
  live: [],
};

export class Doors {
  constructor({ state, act }) {
    Object.assign(this, { state, act });
    this.ending = null;
    for (const section of ["session", "me"]) state.on(section, () => this.render());
  }

  render() {
    const session = this.state.get("session");
    const steps = STEPS[session?.state] ?? [];
    const shown = this.state.may("set_state") && steps.length > 0;
    show(banner, shown);
    if (!shown || banner.dataset.state === session.state) return;
    banner.dataset.state = session.state;
    say(document.getElementById("doors-title"), t(`doors_${session.state}_title`));
    say(document.getElementById("doors-text"), t(`doors_${session.state}_text`));
    document.getElementById("doors-steps").replaceChildren(
      ...steps.map((to, place) =>
        h("button", { class: `button ${place ? "button-secondary" : "button-primary"}`, type: "button",
          "data-to": to, onclick: () => this.act("state", { to }) }, t(`doors_to_${to}`)),
      ),
    );
  }

  get canEnd() {
    return this.state.may("set_state") && ["open", "live"].includes(this.state.get("session")?.state);
  }

  /** End for everybody, in ten seconds unless it is taken back. */
  end() {
    if (this.ending?.isConnected) return;
    this.ending = delayed(t("ends_soon"), { then: () => this.act("state", { to: "ended" }) });
    this.ending.querySelector("button").focus();
  }
}
