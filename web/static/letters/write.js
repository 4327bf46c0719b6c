// A letter is kept on the server while it is written. Without it there is a button that does so.

import { Draft } from "../forum/draft.js";

const form = document.querySelector("form[data-draft]");
const { token, saved, unsaved } = form.dataset;
new Draft(form, { token, saved, unsaved, fields: ["subject", "text", "before"] });
