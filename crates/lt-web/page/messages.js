// Sentences that come and go, and questions that want an answer.

import {make} from "./dom.js";

const ICONS = {note: "i", good: "✓", warning: "!", error: "✕"};
// How long a message stays, in milliseconds.
const LASTS = {error: 20_000, other: 7000};
const MOST = 4;

export const makeMessages = (element) => {
  // Two regions that are there from the beginning: a screen reader hears only what is put into one it knows.
  const polite = make("div", {role: "status"});
  const alert = make("div", {role: "alert"});
  element.append(alert, polite);

  return (text, kind = "note") => {
    const region = kind === "error" ? alert : polite;
    const close = make("button", {type: "button", class: "close", "aria-label": "Close this message"}, "✕");
    const message = make("div", {class: `message ${kind}`},
      make("span", {class: "icon", "aria-hidden": "true"}, ICONS[kind] ?? ICONS.note), make("p", {}, text), close);
    close.addEventListener("click", () => message.remove());
    for (const same of [...region.children].filter((other) => other.querySelector("p").textContent === text)) same.remove();
    region.append(message);
    while (region.children.length > MOST) region.firstElementChild.remove();
    const leave = () => { if (message.matches(":hover, :focus-within")) setTimeout(leave, 2000); else message.remove(); };
    setTimeout(leave, LASTS[kind] ?? LASTS.other);
  };
};

/** Asks before something is lost; true where the answer is yes. */
export const confirm = ({title, text, action, isDangerous = true}) => new Promise((resolve) => {
  const yes = make("button", {value: "yes", class: isDangerous ? "danger" : "primary"}, action);
  const no = make("button", {value: "no", autofocus: true}, "Cancel");
  const form = make("form", {method: "dialog"},
    make("h2", {id: "question"}, title), make("p", {id: "question-text"}, text), make("div", {class: "buttons"}, no, yes));
  const dialog = make("dialog", {"aria-labelledby": "question", "aria-describedby": "question-text"}, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(dialog.returnValue === "yes");
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close("no"); });
  document.body.append(dialog);
  dialog.showModal();
});
