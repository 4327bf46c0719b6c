// The ways of sound and picture, to us and from us: asked for, watched, and found again when they are dead.
// What travels on them is viewer.js's and publisher.js's; the socket itself is connection.js's.

import { Told } from "./connection.js";
import { connection, stage, state, viewer } from "./early.js";
import { Pulse } from "./pulse.js";

const SIGNALLING_ANSWERS = 1000; // when the network changed, the socket may be as dead as the media

export class Ways {
  /** `publisher`, `link` and `watching` are the page's; servers for ICE are in `ice`, from the last reply. */
  constructor({ publisher, link, watching }) {
    Object.assign(this, { publisher, link, watching });
    this.ice = [];
    this.asking = false; // for a view: being let in has two reasons to ask, and one view is enough
    this.pulses = [
      new Pulse({ pc: () => viewer.pc, expected: () => this.somethingShouldArrive(), onsilent: () => this.findViewer() }),
      new Pulse({ pc: () => publisher.pc, expected: () => publisher.sends, onsilent: () => this.findPublisher() }),
    ];
    for (const network of [navigator.connection, window])
      network?.addEventListener(network === window ? "online" : "change", () => this.pulses.forEach((one) => one.changed()));
  }

  /** Take the server's offer of a view. */
  async watch(offer) {
    try {
      await viewer.accept(offer, this.ice);
      this.watching.anew();
    } catch (error) {
      // The watcher sees that nothing comes and asks again.
      console.info("view", error instanceof Told ? error.code : error.name);
    }
  }

  /** A new view in place of the one we may have. */
  async viewAgain() {
    if (this.asking || !connection.open || !state.may("view")) return;
    this.asking = true;
    try {
      const reply = await connection.ask("view");
      this.ice = reply.ice.iceServers;
      this.watch(reply.offer);
    } catch (error) {
      console.info("view", error instanceof Told ? error.code : error.name);
    } finally {
      this.asking = false;
    }
  }

  /** Our way to the server is dead: find it anew on the same connection, or else view anew. */
  async findViewer() {
    if (this.asking || this.link.lost || !connection.open || !state.may("view")) return;
    this.asking = true;
    try {
      const reply = await connection.ask("view", { again: true }, SIGNALLING_ANSWERS);
      this.ice = reply.ice.iceServers;
      await (reply.again ? viewer.find(reply.offer, this.ice) : this.watch(reply.offer));
    } catch (error) {
      if (!(error instanceof Told)) connection.restart({ atOnce: true });
    } finally {
      this.asking = false;
    }
  }

  /** As `findViewer`; when the fault is the server's (`link.lost`), it says itself when to come again. */
  findPublisher() {
    if (connection.open && !this.link.lost) this.publisher.find();
  }

  /** Nothing arrives although it should: is it the network or the picture's way? */
  async stalled() {
    if (!connection.open) return;
    if (await connection.answers()) await this.viewAgain();
    else connection.restart();
  }

  somethingShouldArrive() {
    const slots = state.get("slots") ?? {};
    return (state.get("stage") ?? []).some(
      (one) => one.seat !== state.me.seat && one.online && Object.keys(slots).some((mid) => slots[mid] === one.seat && this.comes(mid, one)),
    );
  }

  /** Whether the server has reason to send us this slot of theirs now. */
  comes(mid, { microphone, camera, screen }) {
    if (mid[0] === "m") return microphone;
    return (mid[0] === "c" ? camera : screen) && !stage.soundOnly && this.watching.wants(mid);
  }
}
