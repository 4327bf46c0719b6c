// What the server says the room is: sections, each replaced whole by an event with a higher number.

export class RoomState {
  constructor() {
    this.sections = {};
    this.listeners = new Map();
    this.numbers = {};
    this.held = [];
    this.holding = true;
  }

  /** Call `listener(value, before)` whenever the section changes, and at once if there is one already. */
  on(section, listener) {
    if (!this.listeners.has(section)) this.listeners.set(section, []);
    this.listeners.get(section).push(listener);
    if (this.sections[section] !== undefined) listener(this.sections[section], undefined);
  }

  /** A new connection begins: what arrives before its snapshot waits for it. */
  hold() {
    this.holding = true;
    this.held = [];
  }

  /** Take a snapshot {n, sections}; sections it does not have are gone. */
  replace({ n, sections }) {
    this.holding = false;
    const names = new Set([...Object.keys(this.sections), ...Object.keys(sections)]);
    const before = this.sections;
    this.sections = { ...sections };
    this.numbers = Object.fromEntries([...names].map((name) => [name, n]));
    for (const name of names) this.tell(name, sections[name], before[name]);
    for (const event of this.held.splice(0)) this.apply(event);
  }

  /** Take an event {n, section, value} unless it is older than what we have. */
  apply(event) {
    if (this.holding) {
      if (this.held.length < 500) this.held.push(event);
      return;
    }
    const { n, section, value } = event;
    if (n <= (this.numbers[section] ?? -1)) return;
    this.numbers[section] = n;
    const before = this.sections[section];
    this.sections[section] = value;
    this.tell(section, value, before);
  }

  tell(section, value, before) {
    for (const listener of this.listeners.get(section) ?? []) {
      try {
        listener(value, before);
      } catch (error) {
        console.error(section, error);
      }
    }
  }

  get(section) {
    return this.sections[section];
  }

  get me() {
    return this.sections.me ?? { may: [], muted: {} };
  }

  may(verb) {
    return (this.me.may ?? []).includes(verb);
  }
}
