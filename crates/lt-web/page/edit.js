// The form that changes the load of a run that goes on.

import {make, setText} from "./dom.js";
import {check, input, makeField, numberOf, wholeOf} from "./fields.js";
import {sentence} from "./format.js";

export const makeEdit = (store, {onDone}) => {
  const users = makeField("Users", input({inputmode: "numeric"}));
  const spawnRate = makeField("Spawn rate", input({inputmode: "decimal", placeholder: "all at once"}), {unit: "/s", hint: "Users that begin or end each second."});
  const rate = makeField("Arrival rate", input({}), {hint: "Like 200/s or 30/m."});
  const scenario = makeField("Scenario", make("select", {}), {hint: "Where several make load at once."});
  const problem = make("p", {class: "form-error", role: "alert"});
  const element = make("form", {class: "card form", "aria-labelledby": "edit-title", novalidate: true},
    make("h2", {id: "edit-title"}, "Change the load"),
    make("div", {class: "grid"}, scenario.element, users.element, spawnRate.element, rate.element), problem,
    make("div", {class: "buttons"}, make("button", {type: "button", on: {click: onDone}}, "Cancel"), make("button", {class: "primary"}, "Apply")));

  let before = new Map();
  // Where a run has users and arrivals, what is left as it was is not told anew.
  const isMeant = (field) => !field.element.hidden && field.value !== ""
    && (users.element.hidden || rate.element.hidden || field.value !== before.get(field));

  const isChecked = () => {
    const empty = (field, words) => field.value === "" ? words : null;
    const wrong = [
      [users, check.users(users) ?? (rate.element.hidden ? empty(users, "How many users from now on?") : null)],
      [spawnRate, check.spawnRate(spawnRate)],
      [rate, check.rate(rate) ?? (users.element.hidden ? empty(rate, "How many arrivals from now on?") : null)],
    ].filter(([field]) => !field.element.hidden);
    for (const [field, message] of wrong) field.fail(message);
    wrong.find(([, message]) => message)?.[0].control.focus();
    return wrong.every(([, message]) => !message);
  };

  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    setText(problem, "");
    if (element.hasAttribute("aria-busy") || !isChecked()) return;
    element.setAttribute("aria-busy", "true");
    try {
      const answers = [];
      const of = scenario.element.hidden || scenario.value === "" ? {} : {scenario: scenario.value};
      if (isMeant(users) || (isMeant(spawnRate) && users.value !== "")) {
        const spawn = numberOf(spawnRate.value);
        answers.push(await store.post("/api/control", {command: "users", users: wholeOf(users.value), ...spawn === null ? {} : {spawn_rate: spawn}, ...of}));
      }
      if (isMeant(rate)) answers.push(await store.post("/api/control", {command: "rate", rate: rate.value, ...of}));
      const texts = answers.map((answer) => answer?.text).filter((text) => text && text !== "told");
      if (answers.length > 0) store.say(texts.map(sentence).join(" ") || "The load changes.", "good");
      onDone();
    } catch (trouble) {
      const field = {scenario, users, spawn_rate: spawnRate, rate}[trouble.field];
      if (field && !field.element.hidden) { field.fail(trouble.message); field.control.focus(); }
      else setText(problem, trouble.message);
    }
    element.removeAttribute("aria-busy");
  });

  return {
    element,
    /** Fills the form with the load of this instant; `names` are the scenarios that the run may be at. */
    fill({plan, load, can = []}, names) {
      scenario.show(names.length > 1);
      scenario.control.replaceChildren(make("option", {value: ""}, "the one that runs now"), ...names.map((name) => make("option", {value: name}, name)));
      const isOpen = can.includes("rate");
      users.show(can.includes("users") || !isOpen);
      spawnRate.show(!users.element.hidden);
      rate.show(isOpen);
      users.value = plan.users ?? load.users;
      spawnRate.value = plan.spawn_rate;
      rate.value = plan.rate === null ? null : `${plan.rate}/s`;
      before = new Map([users, spawnRate, rate].map((field) => [field, field.value]));
      for (const field of [scenario, users, spawnRate, rate]) field.fail(null);
      setText(problem, "");
    },
    focus() {
      const field = users.element.hidden ? rate : users;
      field.control.focus();
      field.control.select();
    },
  };
};
