// What lt-gate answers: an icon and a word beside every color. The sentences are lt-gate's own.
import {make} from "./dom.js";

const ANSWERS = {
  pass: ["good", "✓", "Pass"], same: ["good", "✓", "Same"], better: ["good", "▲", "Better"], improved: ["good", "▲", "Better"],
  slightly_worse: ["note", "▽", "Slightly worse"], accepted: ["warning", "!", "Accepted"], warned: ["warning", "!", "Warning"],
  warning: ["warning", "!", "Warning"], regression: ["critical", "✕", "Regression"], fail: ["critical", "✕", "Fail"],
  invalid: ["critical", "✕", "Invalid"], missing: ["critical", "✕", "Missing"], inconclusive: ["note", "?", "Inconclusive"],
  insufficient: ["note", "?", "Too few requests"], not_judged: ["note", "i", "Only told"], new: ["note", "+", "New"],
  no_baseline: ["warning", "!", "No baseline"],
};

const keyOf = (answer) => String(answer).toLowerCase().replaceAll(/[ -]/g, "_");

/** Whether an answer asks for nothing: it passed, or is only told. */
export const isQuiet = (answer) => ["pass", "same", "not_judged", "slightly_worse"].includes(keyOf(answer));

/** Whether it could not be answered: there was too little, or too much noise. */
export const isUndecided = (answer) => ["inconclusive", "insufficient"].includes(keyOf(answer));

const wordOf = (answer) => {
  const words = String(answer).replaceAll(/[_-]/g, " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

/** An answer as icon and word. */
export const makeAnswer = (answer) => {
  const [kind, icon, word] = ANSWERS[keyOf(answer)] ?? ["note", "i", wordOf(answer)];
  return make("span", {class: `answer ${kind}`}, make("i", {"aria-hidden": "true"}, icon), make("b", {}, word));
};
