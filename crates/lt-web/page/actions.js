// The buttons that start, change and end a run: those that are possible now.

import {make, setAttribute, setText} from "./dom.js";
import {isAtWork} from "./store.js";

const RESET = {
  title: "Begin the figures anew?",
  text: "Tables, charts and reports of this run begin at this moment. The recording keeps every request, and the load goes on.",
  action: "Begin anew",
};

export const mountActions = (element, store, form) => {
  // Not `disabled` where it is not possible now: that would take the focus away from who just pressed it.
  const button = (name, kind, press) => {
    const made = make("button", {type: "button", class: kind, hidden: true}, name);
    made.addEventListener("click", () => { if (made.getAttribute("aria-disabled") !== "true") press(); });
    return made;
  };
  const enable = (made, isPossible) => setAttribute(made, "aria-disabled", isPossible ? null : "true");
  let isBusy = false;

  const tell = async (command) => {
    if (isBusy) return;
    isBusy = true;
    element.setAttribute("aria-busy", "true");
    try {
      await store.post("/api/control", {command});
    } catch (trouble) {
      store.say(trouble.message, "error");
    }
    isBusy = false;
    element.removeAttribute("aria-busy");
  };

  const start = button("Start", "primary", () => form.openStart(start));
  const edit = button("Edit", "", () => form.openEdit(edit));
  // One button, so that who pressed it keeps the focus.
  const hold = button("Pause", "hold", () => tell(hold.textContent === "Resume" ? "resume" : "pause"));
  const stop = button("Stop", "danger", () => tell("stop"));
  const reset = button("Reset", "", async () => { if (await store.confirm(RESET)) tell("reset"); });
  element.append(start, edit, hold, stop, reset);
  edit.setAttribute("aria-controls", "form");
  start.setAttribute("aria-controls", "form");

  const show = () => {
    const {live} = store;
    if (!live) return;
    const can = new Set(live.can ?? []);
    const isControlled = !form.isWatching() && live.state !== "watching";
    const works = isAtWork(live);
    const hadFocus = element.contains(document.activeElement);
    const isResume = live.state === "paused" || can.has("resume");
    setText(hold, isResume ? "Resume" : "Pause");
    start.hidden = !isControlled || works || form.isStartOpen();
    for (const each of [edit, hold, stop, reset]) each.hidden = !isControlled || !works;
    enable(edit, can.has("users") || can.has("rate"));
    enable(hold, can.has(isResume ? "resume" : "pause"));
    enable(stop, can.has("stop"));
    enable(reset, can.has("reset"));
    setAttribute(edit, "aria-expanded", String(form.isEditOpen()));
    setAttribute(stop, "title", live.state === "stopping" ? "Requests in flight end first. Press again to cut them off." : null);
    if (hadFocus && (document.activeElement?.hidden || document.activeElement === document.body)) {
      ([...element.children].find((each) => !each.hidden) ?? document.getElementById("title")).focus();
    }
  };
  store.onLive(show);
  form.onChange(show);
};
