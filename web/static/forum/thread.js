// A thread and its form: drafts kept, and a bar when something new has been written. Without it all still works.

import { Draft } from "./draft.js";
import { Live } from "./live.js";

const page = document.getElementById("thread");
const form = document.querySelector("form[data-draft]");
const { token, saved, unsaved } = page.dataset;

if (form) new Draft(form, { token, saved, unsaved });
if (page.dataset.thread) new Live(page);
