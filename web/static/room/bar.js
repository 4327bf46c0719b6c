// Which buttons the bar has for whom. A button's words say what its press does now.

import { enlarge, nextSizeWords } from "./letters.js";
import { openPanel } from "./panel.js";
import { openSound } from "./soundcheck.js";
import { many, t } from "./texts.js";

const STAFF = ["host", "co_host", "panellist"];

/** The buttons in their order, as `Controls` takes them; hidden ones among them. */
export function buttons(parts) {
  const { state } = parts;
  const speaks = state.may("publish");
  const staff = STAFF.includes(state.me.part);
  const floor = speaks && !staff && state.get("session")?.kind === "webinar";
  const who = { speaks, staff, floor, hands: state.may("raise_hand") && !floor };
  return [...own(parts, who), ...together(parts, who), ...page(parts, who), ...ending(parts)];
}

function own({ own, layout, stepDown }, { speaks, staff, floor }) {
  const on = (source) => own.on(source);
  return [
    {
      id: "microphone", kind: "go", where: "both", shown: speaks, on: on("microphone"), keys: "Alt+Shift+M",
      icon: on("microphone") ? "mic-off" : "mic",
      label: t(on("microphone") ? "turn_microphone_off" : "turn_microphone_on"),
      run: () => own.toggle("microphone").then(layout),
    },
    {
      id: "camera", where: "both", shown: speaks, on: on("camera"), keys: "Alt+Shift+K",
      icon: on("camera") ? "camera-off" : "videocam",
      label: t(on("camera") ? "turn_camera_off" : "turn_camera_on"),
      run: () => own.toggle("camera"),
    },
    {
      id: "floor", icon: "hand", where: "wide", shown: floor, run: stepDown,
      label: t(on("microphone") ? "give_floor_back" : "no_thanks"),
    },
    {
      id: "screen", icon: "desktop", where: "wide", on: on("screen"), run: () => own.toggle("screen"),
      shown: speaks && staff && Boolean(navigator.mediaDevices?.getDisplayMedia),
      label: t(on("screen") ? "stop_screen" : "share_screen"),
    },
  ];
}

function together({ state, chat, act }, { speaks, hands }) {
  const raised = Boolean(state.me.hand);
  const { unread } = chat;
  const reads = state.may("read_chat");
  return [
    {
      id: "write", icon: "chat", kind: "go", where: "phone", shown: reads && !speaks,
      label: unread ? many("write_unread", unread) : t("write_in_chat"),
      run: () => openPanel(document.getElementById("chat-text")),
    },
    {
      id: "hand", icon: "hand", where: "both", shown: hands, on: raised, keys: "Alt+Shift+H",
      label: t(raised ? "lower_hand" : "raise_hand"),
      run: () => act("hand", { up: !raised }),
    },
    {
      id: "chat", icon: "chat", where: hands ? "more" : "phone", shown: reads && speaks, keys: "Alt+Shift+C",
      label: unread ? many("chat_unread", unread) : t("chat"),
      run: () => openPanel(),
    },
  ];
}

function page({ state, own, stage, act, controls, token, openPicture }, { speaks }) {
  const one = stage.currentView === "speaker";
  return [
    { id: "sound", icon: "sound", where: speaks ? "wide" : "both", shown: true, label: t("sound"), run: () => openSound({ own, speaks }) },
    {
      id: "heart", icon: "heart", where: speaks ? "more" : "wide", label: t("send_heart"),
      shown: state.may("react") && !state.may("roster"),
      run: () => act("react", { kind: "heart" }),
    },
    {
      id: "view", icon: "view-split", where: speaks ? "more" : "wide", shown: true,
      label: t(one ? "show_all_alike" : "show_speaker_large"),
      run: () => (stage.setView(one ? "gallery" : "speaker"), controls.render()),
    },
    {
      id: "text", icon: "format-size", where: "wide", shown: true, label: nextSizeWords(),
      run: () => (enlarge(token), controls.render()),
    },
    { id: "picture", icon: "net-good", where: "more", shown: true, label: t("picture_choice"), run: openPicture },
    { id: "keys", icon: "info", where: "more", shown: true, label: t("keys"), run: () => controls.openKeys() },
  ];
}

function ending({ doors, goodbye }) {
  return [
    { id: "end", icon: "leave", kind: "leave", where: "wide", shown: doors.canEnd, label: t("end_for_all"), run: () => doors.end() },
    { id: "leave", icon: "leave", kind: "leave", where: "wide", shown: true, label: t("leave"), run: goodbye },
  ];
}
