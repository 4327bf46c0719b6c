// "3 new posts": told by the server that there is something, fetched only when asked for, the draft untouched.

import { Connection, Told, newTicket } from "../room/connection.js";

/** The bar under a thread. It counts numbers higher than the last one shown. */
export class Live {
  constructor(page) {
    this.page = page;
    this.last = Number(page.dataset.last);
    this.seen = this.last;
    this.place = page.querySelector("[data-new-posts]");
    this.connection = new Connection("/forum", { ticket: null, renew: () => newTicket("/forum/ticket", page.dataset.token) });
    this.connection.onconnect = () => this.watch();
    this.connection.on("news", (news) => this.heard(news));
    this.connection.on("removed", () => this.connection.close());
    this.connection.on("closed", () => this.connection.close());
    this.connection.start();
  }

  async watch() {
    try {
      const { last } = await this.connection.ask("watch", { thread: this.page.dataset.thread });
      this.connection.settled();
      this.heard({ kind: "post", number: last });
    } catch (error) {
      if (error instanceof Told) this.connection.close();
    }
  }

  heard({ kind, number }) {
    if (kind !== "post" || number <= this.seen) return;
    this.seen = number;
    this.show(this.seen - this.last);
  }

  show(count) {
    const { newOne, newMany } = this.page.dataset;
    const link = document.createElement("a");
    link.className = "button button-secondary";
    link.textContent = count === 1 ? newOne : newMany.replace("{n}", count);
    link.href = `?at=${this.last + 1}#post-${this.last + 1}`;
    link.addEventListener("click", (event) => this.fetch(event));
    this.place.replaceChildren(link);
  }

  /** Put the new posts in where they belong, on the last page; elsewhere the link leads to them. */
  async fetch(event) {
    if (this.page.dataset.onLast !== "yes") return;
    event.preventDefault();
    const there = event.currentTarget.href;
    const answer = await fetch(`?after=${this.last}`);
    if (!answer.ok) return location.assign(there);
    const other = new DOMParser().parseFromString(await answer.text(), "text/html");
    const posts = [...other.querySelectorAll("article[data-number]")].filter(
      ({ dataset }) => Number(dataset.number) > this.last,
    );
    if (!posts.length) return location.assign(there);
    for (const post of posts) this.place.before(document.adoptNode(post));
    this.last = Math.max(...posts.map(({ dataset }) => Number(dataset.number)));
    this.place.replaceChildren();
    if (this.seen > this.last) this.show(this.seen - this.last);
    posts[0].tabIndex = -1;
    posts[0].focus();
  }
}
