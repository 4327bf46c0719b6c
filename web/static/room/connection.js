// The socket: comes back by itself for as long as the page is open, and tells how long until it tries again.

import { io } from "../vendor/socket.io/socket.io.esm.min.js";

const LONGEST = 12;
const TRIES_WITH_NEW_TICKET = 3;

/** A refusal in plain words from the server. */
export class Told extends Error {
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

/**
 * Events, as methods to be set: `onconnect()`, `onlost()`, `ontick(seconds)` until the next attempt,
 * `onattempt()`, `onrefused({code, message})` when trying again would not help.
 */
export class Connection {
  constructor(namespace, { ticket, renew }) {
    this.ticket = ticket;
    this.renew = renew;
    this.attempts = 0;
    this.badTickets = 0;
    this.ended = false;
    this.refusal = null;
    this.timer = null;
    this.listeners = new Map();
    this.unheard = [];
    this.socket = io(namespace, {
      autoConnect: false,
      reconnection: false,
      forceNew: true,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      timeout: 8000,
    });
    this.socket.on("connect", () => this.opened());
    this.socket.on("disconnect", () => this.lost());
    this.socket.on("connect_error", (error) => this.failed(error));
    this.socket.onAny((event, data) => this.heard(event, data));
    this.on("moving", () => (this.moving = true));
    addEventListener("online", () => this.timer && this.now());
    document.addEventListener("visibilitychange", () => !document.hidden && this.timer && this.now());
  }

  get open() {
    return this.socket.connected;
  }

  /** Listen to an event of the server; what came before there was a listener is told now. */
  on(event, listener) {
    this.listeners.set(event, listener);
    const missed = this.unheard.filter((one) => one.event === event);
    this.unheard = this.unheard.filter((one) => one.event !== event);
    for (const { data } of missed) listener(data);
  }

  heard(event, data) {
    const listener = this.listeners.get(event);
    if (listener) listener(data);
    else if (this.unheard.length < 500) this.unheard.push({ event, data });
  }

  async start() {
    if (this.ended) return;
    try {
      this.ticket ??= await this.renew();
    } catch (error) {
      if (error instanceof Told) this.end(error);
      else this.again();
      return;
    }
    this.socket.auth = { ticket: this.ticket };
    this.ticket = null;
    this.socket.connect();
  }

  opened() {
    performance.mark("room:connected");
    this.badTickets = 0;
    this.moving = false;
    this.onconnect?.();
  }

  /** All is well: the next loss waits briefly again. */
  settled() {
    this.attempts = 0;
  }

  lost() {
    if (this.ended) return;
    this.onlost?.();
    this.again();
  }

  failed(error) {
    const told = error.data?.code ? new Told(error.data) : null;
    const ticketTrouble = told?.code.startsWith("ticket_") && ++this.badTickets <= TRIES_WITH_NEW_TICKET;
    if (ticketTrouble) this.start();
    else if (told && told.code !== "bug" && told.code !== "too_fast") this.end(told);
    else this.again();
  }

  end(told) {
    this.ended = true;
    this.refusal = { code: told.code, message: told.message };
    this.onrefused?.(this.refusal);
  }

  /** Wait and try again. The wait grows, differs from client to client, and is counted down aloud. */
  again() {
    if (this.ended || this.timer) return;
    if (this.atOnce) {
      this.atOnce = false;
      return this.now();
    }
    const growing = Math.min(LONGEST, 1.6 ** this.attempts++);
    const wait = (this.moving ? 1 + growing : growing * 0.6) + Math.random() * growing;
    this.moving = false;
    const due = performance.now() + wait * 1000;
    const tick = () => {
      const left = (due - performance.now()) / 1000;
      if (left <= 0) return this.now();
      this.ontick?.(Math.ceil(left));
      this.timer = setTimeout(tick, Math.min(1000, left * 1000));
    };
    tick();
  }

  /** Try at once instead of waiting. */
  now() {
    clearTimeout(this.timer);
    this.timer = null;
    this.onattempt?.();
    this.start();
  }

  /** Send and wait for the ack. Throws Told when refused, another Error when nothing came back. */
  async ask(event, payload = {}, milliseconds = 8000) {
    const reply = await this.socket.timeout(milliseconds).emitWithAck(event, payload);
    if (reply?.error) throw new Told(reply.error);
    return reply;
  }

  /** Whether the server answers within `milliseconds`. */
  async answers(milliseconds = 2500) {
    try {
      await this.ask("ping", {}, milliseconds);
      return true;
    } catch (error) {
      return error instanceof Told;
    }
  }

  /** The browser still thinks it is connected and is not: begin anew, `atOnce` when that is ours alone. */
  restart({ atOnce = false } = {}) {
    this.atOnce = atOnce;
    this.socket.io.engine?.close();
  }

  close() {
    this.ended = true;
    clearTimeout(this.timer);
    this.socket.disconnect();
  }
}

/** Ask the site for a new ticket. Throws Told when the person must sign in again or the door is closed. */
export async function newTicket(url, token) {
  const answer = await fetch(url, { method: "POST", headers: { "X-Form-Token": token, Accept: "application/json" } });
  if (answer.ok) return (await answer.json()).ticket;
  if ([400, 401, 403, 404].includes(answer.status)) {
    const told = await answer.json().catch(() => null);
    throw new Told(told?.error ?? { code: "signed_out", message: "" });
  }
  throw new Error(String(answer.status));
}
