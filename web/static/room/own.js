// Our own microphone, camera and screen: on only after a press, off at once, and what to do when they will not.

import { announce } from "./announce.js";
import { Told } from "./connection.js";
import { DeviceTrouble, openDevice, openScreen, permission } from "./devices.js";
import { explainTrouble, openDialog, permissionPicture } from "./dialog.js";
import { h } from "./element.js";
import { word } from "./toast.js";
import { t } from "./texts.js";

const DEVICES = ["microphone", "camera"];
const LEADING = ["host", "co_host", "panellist"];
const KEPT = "room-sources";
const RELOAD = 30_000; // longer away than this is no reload, and everything begins switched off
const SMALL = { width: 640, height: 360 };

export class Own {
  /** `onchange()` is called whenever something of ours went on or off. */
  constructor({ state, publisher, onchange }) {
    Object.assign(this, { state, publisher, onchange });
    this.tracks = { microphone: null, camera: null, screen: null };
    this.busy = new Set();
  }

  on(source) {
    return Boolean(this.tracks[source]);
  }

  /** On becomes off and off becomes on. */
  async toggle(source) {
    if (this.busy.has(source)) return;
    this.busy.add(source);
    try {
      if (this.on(source)) await this.off(source);
      else await this.turnOn(source);
    } catch (error) {
      await this.trouble(error);
    } finally {
      this.busy.delete(source);
      this.onchange();
    }
  }

  async turnOn(source) {
    const track = source === "screen" ? await openScreen() : await this.asked(source);
    if (!track) return;
    await this.send(source, track);
    announce(source, t(`${source}_now_on`));
  }

  async send(source, track) {
    track.addEventListener("ended", () => this.tracks[source] === track && this.toggle(source));
    try {
      await this.publisher.set(source, track);
    } catch (error) {
      track.stop();
      throw error;
    }
    this.tracks[source] = track;
  }

  /** The device; while the browser asks for leave, a picture shows where its question stands. */
  async asked(source) {
    if ((await permission(source)) !== "prompt") return this.open(source);
    const shown = openDialog("device-ask", t(`ask_title_${source}`), () => [
      h("p", {}, t(`ask_text_${source}`)),
      permissionPicture(source),
    ]);
    try {
      return await this.open(source);
    } finally {
      document.getElementById("device-ask")?.close();
      await shown;
    }
  }

  open(source) {
    const webinar = this.state.get("session")?.kind === "webinar";
    return openDevice(source, webinar ? undefined : SMALL);
  }

  async off(source) {
    const track = this.tracks[source];
    this.tracks[source] = null;
    track?.stop();
    this.onchange();
    await this.publisher.set(source, null);
    announce(source, t(`${source}_now_off`));
  }

  /** Another device was chosen: what is on continues with it. */
  async replace(source) {
    if (!this.on(source)) return;
    const before = this.tracks[source];
    const track = await this.open(source).catch((error) => this.trouble(error));
    if (!track) return;
    await this.send(source, track);
    before.stop();
    this.onchange();
  }

  /** The page goes away: what was on is remembered for a moment, in case it is only being loaded anew. */
  keep() {
    const on = DEVICES.filter((source) => this.on(source));
    sessionStorage.setItem(KEPT, JSON.stringify({ at: Date.now(), on }));
  }

  /** After a reload whoever leads goes on with what was on; nobody is asked anything for it. */
  async resume() {
    const { at, on } = JSON.parse(sessionStorage.getItem(KEPT) ?? '{"at": 0, "on": []}');
    sessionStorage.removeItem(KEPT);
    if (Date.now() - at > RELOAD || !LEADING.includes(this.state.me.part) || !this.state.may("publish")) return;
    for (const source of on.filter((one) => DEVICES.includes(one) && !this.state.me.muted[one]))
      if (!this.on(source) && (await permission(source)) === "granted") await this.toggle(source);
  }

  /** A host turned it off. */
  async mutedByHost(source) {
    if (!this.on(source)) return;
    this.tracks[source].stop();
    this.tracks[source] = null;
    this.onchange();
    word(t(`${source}_off_by_host`));
    await this.publisher.set(source, null).catch(() => null);
  }

  /** Everything off: down from the stage, or out. */
  async allOff(options) {
    for (const source of Object.keys(this.tracks)) {
      this.tracks[source]?.stop();
      this.tracks[source] = null;
    }
    this.onchange();
    await this.publisher.stop(options);
  }

  async trouble(error) {
    if (error instanceof DeviceTrouble) await explainTrouble(error);
    else word(error instanceof Told ? error.message : t("try_again"));
  }
}
