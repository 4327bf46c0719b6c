// A letter on the desk: the answer is kept while it is written, and colleagues at the same letter are seen as they
// come. Over the socket comes only that something happened; the page asks who it was.

import { Draft } from "../forum/draft.js";
import { Connection, Told, newTicket } from "../room/connection.js";

const STALE = 60000;
const page = document.getElementById("desk");
const form = page.querySelector("form[data-draft]");
const { token, saved, unsaved, letter } = page.dataset;
const own = `/admin/letters/${letter}`;
const place = page.querySelector("[data-company]");

async function look() {
  const answer = await fetch(`${own}/company?last=${page.dataset.last}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = [...other.body.children].map((each) => document.adoptNode(each));
  if (now.map((each) => each.textContent).join() !== [...place.children].map((each) => each.textContent).join()) {
    place.replaceChildren(...now);
  }
}

if (form) new Draft(form, { token, saved, unsaved, fields: ["text"] });

const connection = new Connection("/forum", { ticket: null, renew: () => newTicket("/forum/ticket", token) });
connection.onconnect = async () => {
  try {
    await connection.ask("watch", { letter });
    connection.settled();
    await look();
  } catch (error) {
    if (error instanceof Told) connection.close();
  }
};
connection.on("news", look);
connection.on("removed", () => connection.close());
connection.on("closed", () => connection.close());
connection.start();
setInterval(() => document.hidden || look(), STALE);
