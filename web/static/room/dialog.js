// Dialogs: the browser's own element, which keeps the focus inside and gives it back.

import { h, icon } from "./element.js";
import { t } from "./texts.js";

/** Open a dialog with `title` over the room. `fill(dialog)` gives its content. Resolves when it has closed. */
export function openDialog(id, title, fill) {
  document.getElementById(id)?.close();
  const before = document.activeElement;
  const close = h("button", { class: "hub-textbutton", type: "button" }, icon("close"), h("span", {}, t("close")));
  const heading = h("h2", { id: `${id}-title` }, title);
  const body = h("div", { class: "room-dialog__body hub-stack" });
  const dialog = h(
    "dialog",
    { id, class: "room-dialog hub-light", "aria-labelledby": heading.id },
    h("div", { class: "hub-panel__head" }, heading, close),
    body,
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  body.append(...[fill(dialog)].flat());
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      done(dialog.returnValue);
    });
  });
}

/** A drawing of the browser's own question, with its yes pointed out. */
export function permissionPicture(kind) {
  return h(
    "div",
    { class: "hub-dialog-picture", role: "img", "aria-label": t("picture_label") },
    h("strong", {}, t("picture_wants", { site: location.hostname })),
    h("br"),
    t(kind === "camera" ? "picture_camera" : "picture_microphone"),
    h(
      "div",
      { class: "hub-dialog-picture__buttons" },
      h("span", {}, t("picture_block")),
      h("span", { class: "is-yes" }, t("picture_allow")),
    ),
  );
}

const trouble = {
  refused: (kind) => t(`trouble_refused_${kind}`),
  none: (kind) => t(`trouble_none_${kind}`),
  busy: (kind) => t(`trouble_busy_${kind}`),
};

/** Why microphone, camera or screen did not start, and what to do. */
export function explainTrouble({ kind, why }) {
  return openDialog("device-help", t(`trouble_title_${kind}`), () => [
    h("p", {}, trouble[why](kind)),
    why === "refused" && kind !== "screen" ? h("p", {}, t("trouble_how")) : null,
    why === "refused" && kind !== "screen" ? permissionPicture(kind) : null,
    h("p", { class: "hub-soft" }, t("trouble_without")),
  ].filter(Boolean));
}
