// The dialog behind "Billede": how much picture one wants, for whoever pays for the data or likes it calm.

import { openDialog } from "./dialog.js";
import { h } from "./element.js";
import { t } from "./texts.js";

const CHOICES = { full: "picture_full", lowest: "save_picture", sound: "sound_is_enough" };

/** Open the dialog; a press chooses at once, and the dialog stays so that it can be seen. */
export function openPicture(link) {
  return openDialog("picture-dialog", t("picture_choice"), () => {
    const buttons = Object.entries(CHOICES).map(([limit, words]) =>
      h("button", { type: "button", "data-limit": limit }, t(words)));
    const mark = () => buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.limit === link.limit)));
    for (const one of buttons) one.addEventListener("click", () => (link.choose(one.dataset.limit), mark()));
    mark();
    return [h("p", {}, t("picture_help")), h("div", { class: "hub-switch" }, buttons)];
  });
}
