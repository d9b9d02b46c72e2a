// The form that starts a run.

import {make, prose, setText} from "./dom.js";
import {check, input, listOf, makeField, numberOf, wholeOf} from "./fields.js";
import {sentence} from "./format.js";

const FROM_URL = "";
const QUICK_USERS = 10;

const chips = (names, field) => {
  const row = make("div", {class: "chips-row", role: "group", "aria-label": "Known tags"});
  const show = () => {
    const chosen = new Set(listOf(field.value));
    for (const button of row.children) button.setAttribute("aria-pressed", String(chosen.has(button.textContent)));
  };
  row.append(...names.map((name) => make("button", {type: "button", class: "chip", on: {click: () => {
    const chosen = listOf(field.value);
    field.value = (chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]).join(", ");
    show();
  }}}, name)));
  field.control.addEventListener("input", show);
  show();
  return row;
};

const checks = (legend, names, chosen) => {
  const boxes = names.map((name) => make("input", {type: "checkbox", value: name, checked: chosen.includes(name)}));
  const element = make("fieldset", {}, make("legend", {}, legend),
    ...boxes.map((box) => make("label", {class: "check"}, box, make("bdi", {}, box.value))));
  return {element, chosen: () => boxes.filter((box) => box.checked).map((box) => box.value)};
};

const makeFields = () => ({
  scenario: makeField("Scenario", make("select", {})),
  url: makeField("URL", input({type: "url", inputmode: "url", placeholder: "http://localhost:8080/"}), {hint: "One GET request, again and again."}),
  model: makeField("Load model", make("select", {},
    make("option", {value: "closed"}, "Closed (users)"), make("option", {value: "open"}, "Open (arrival rate)"))),
  users: makeField("Users", input({inputmode: "numeric"})),
  spawn_rate: makeField("Spawn rate", input({inputmode: "decimal"}), {unit: "/s", hint: "Users begun each second."}),
  rate: makeField("Arrival rate", input({}), {hint: "Like 200/s or 30/m."}),
  run_time: makeField("Run time", input({placeholder: "until you stop it"}), {hint: "Like 30s, 5m or 1h30m."}),
  host: makeField("Host", input({type: "url", inputmode: "url"})),
  tags: makeField("Tags", input({placeholder: "all"}), {hint: "Only what has one of these, with commas between."}),
  exclude_tags: makeField("Leave out", input({placeholder: "nothing"}), {hint: "Nothing that has one of these."}),
});

export const makeStart = (store, {onBegun, onCancel}) => {
  const fields = makeFields();
  const notes = make("div", {class: "form-notes"});
  const shape = make("p", {class: "quiet", hidden: true}, "The file says how its load changes over time, so there is nothing to choose here. It can be changed while it runs.");
  const known = make("div", {});
  const more = make("details", {class: "more"}, make("summary", {}, "Choose parts of the scenario"),
    make("div", {class: "grid"}, make("div", {}, fields.tags.element, known), fields.exclude_tags.element));
  const parts = make("div", {class: "grid"});
  more.append(parts);
  const problem = make("p", {class: "form-error", role: "alert"});
  const submit = make("button", {class: "primary"}, "Start");
  const cancel = make("button", {type: "button", on: {click: onCancel}}, "Cancel");
  const title = make("h2", {id: "form-title"}, "Start a run");
  const element = make("form", {class: "card form", "aria-labelledby": "form-title", novalidate: true}, title,
    make("div", {class: "grid wide"}, fields.scenario.element, fields.url.element), notes, shape,
    make("div", {class: "grid"}, fields.model.element, fields.users.element, fields.spawn_rate.element, fields.rate.element, fields.run_time.element, fields.host.element),
    more, problem, make("div", {class: "buttons"}, cancel, submit));
  let offer = {scenarios: [], last: null};
  let scenarios = checks("Scenarios", [], []);
  let profiles = checks("User profiles", [], []);

  const chosen = () => offer.scenarios.find(({name}) => name === fields.scenario.value) ?? null;

  const showLoad = () => {
    const file = chosen();
    const model = file ? file.model ?? "mixed" : fields.model.value;
    const otherwise = (value, fallback) => file && value !== null && value !== undefined ? `${value}, as in the file` : file ? "as in the file" : fallback;
    const isShaped = file?.shaped === true;
    fields.model.show(file === null);
    fields.users.show(model !== "open" && !isShaped);
    fields.spawn_rate.show(model !== "open" && !isShaped);
    fields.rate.show(model !== "closed" && !isShaped);
    shape.hidden = !isShaped;
    fields.host.show(file !== null);
    fields.users.control.placeholder = otherwise(file?.users, "1");
    fields.spawn_rate.control.placeholder = otherwise(file?.spawn_rate, "all at once");
    fields.rate.control.placeholder = otherwise(file?.rate, "10/s");
    fields.run_time.control.placeholder = file ? otherwise(file.run_time, "") : "until you stop it";
    fields.host.control.placeholder = otherwise(file?.host, "");
    fields.host.hint(file && !file.host ? "The file names none: give one, like http://localhost:8080." : "Another target than the file's.");
  };

  const showParts = (wish) => {
    const file = chosen();
    const tags = file?.tags ?? [];
    scenarios = checks("Only these scenarios", file?.scenarios ?? [], wish?.scenarios ?? []);
    profiles = checks("Only these profiles", file?.profiles ?? [], wish?.profiles ?? []);
    known.replaceChildren(...tags.length > 0 ? [chips(tags, fields.tags)] : []);
    parts.replaceChildren(...[[file?.scenarios, scenarios], [file?.profiles, profiles]]
      .filter(([names]) => (names?.length ?? 0) > 1).map(([, group]) => group.element));
    more.hidden = file === null;
  };

  const showSource = (wish = null) => {
    const file = chosen();
    fields.url.show(file === null);
    fields.scenario.fail(file?.error ? sentence(file.error) : null);
    notes.replaceChildren(...(file?.warnings ?? []).map((text) =>
      make("p", {class: "banner warning"}, make("span", {class: "icon", "aria-hidden": "true"}, "!"), make("span", {}, ...prose(sentence(text))))));
    showLoad();
    showParts(wish);
  };

  const fill = (wish) => {
    const names = offer.scenarios.map(({name}) => name);
    const options = offer.scenarios.map(({name, error}) => make("option", {value: name}, error ? `${name} (cannot be used)` : name));
    fields.scenario.control.replaceChildren(...options, make("option", {value: FROM_URL}, names.length > 0 ? "none: a URL" : "none is offered: a URL"));
    fields.scenario.control.disabled = names.length === 0;
    fields.scenario.hint(names.length === 0 ? "Start lt-web with scenario files to choose among them: lt-web shop.yaml" : "");
    const usable = offer.scenarios.find(({error}) => !error)?.name;
    fields.scenario.value = wish?.scenario && names.includes(wish.scenario) ? wish.scenario : wish?.url ? FROM_URL : usable ?? FROM_URL;
    fields.url.value = wish?.url;
    fields.model.value = wish?.rate ? "open" : "closed";
    fields.users.value = wish?.users ?? (fields.scenario.value === FROM_URL && !wish?.rate ? QUICK_USERS : null);
    fields.spawn_rate.value = wish?.spawn_rate;
    fields.rate.value = wish?.rate;
    fields.run_time.value = wish?.run_time;
    fields.host.value = wish?.host;
    fields.tags.value = (wish?.tags ?? []).join(", ");
    fields.exclude_tags.value = (wish?.exclude_tags ?? []).join(", ");
    more.open = ["tags", "exclude_tags", "profiles", "scenarios"].some((key) => (wish?.[key] ?? []).length > 0);
    showSource(wish);
  };

  const wishOf = () => {
    const file = chosen();
    const value = (field) => field.element.hidden || field.value === "" ? null : field.value;
    const list = (field) => file ? listOf(field.value) : [];
    const users = value(fields.users);
    const spawn = value(fields.spawn_rate);
    return {
      scenario: file?.name ?? null,
      url: file ? null : fields.url.value,
      users: users === null ? null : wholeOf(users),
      spawn_rate: spawn === null ? null : numberOf(spawn),
      rate: value(fields.rate), host: value(fields.host), run_time: value(fields.run_time),
      tags: list(fields.tags), exclude_tags: list(fields.exclude_tags),
      profiles: file ? profiles.chosen() : [], scenarios: file ? scenarios.chosen() : [],
    };
  };

  const fail = (field, message) => {
    field.fail(message);
    if (more.contains(field.element)) more.open = true;
    field.control.focus();
  };

  const isChecked = () => {
    const file = chosen();
    const wrong = [
      [fields.scenario, file?.error ? sentence(file.error) : null],
      [fields.url, file ? null : check.url(fields.url)],
      [fields.users, check.users(fields.users)],
      [fields.spawn_rate, check.spawnRate(fields.spawn_rate)],
      [fields.rate, check.rate(fields.rate)],
      [fields.run_time, check.runTime(fields.run_time)],
      [fields.host, check.host(fields.host)],
    ].map(([field, message]) => [field, field.element.hidden ? null : message]);
    for (const [field, message] of wrong) field.fail(message);
    wrong.find(([, message]) => message)?.[0].control.focus();
    return wrong.every(([, message]) => !message);
  };

  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    setText(problem, "");
    // Not `disabled`: that would take the focus away.
    if (element.hasAttribute("aria-busy") || !isChecked()) return;
    element.setAttribute("aria-busy", "true");
    try {
      const wish = wishOf();
      await store.post("/api/start", wish);
      offer.last = wish;
      onBegun();
    } catch (trouble) {
      const field = fields[trouble.field];
      if (field && !field.element.hidden) fail(field, trouble.message);
      else setText(problem, trouble.message);
    }
    element.removeAttribute("aria-busy");
  });
  fields.scenario.control.addEventListener("change", () => {
    for (const field of Object.values(fields)) field.fail(null);
    // What was written for one scenario is not meant for another.
    for (const name of ["users", "spawn_rate", "rate", "run_time", "host", "tags", "exclude_tags"]) fields[name].value = null;
    if (chosen() === null && fields.model.value === "closed") fields.users.value = QUICK_USERS;
    showSource();
  });
  fields.model.control.addEventListener("change", () => {
    fields.users.value = null;
    fields.spawn_rate.value = null;
    fields.rate.value = null;
    showLoad();
  });

  return {
    element,
    /** Fills the form with what is offered. */
    fill(offered) { offer = offered; fill(offered.last); setText(problem, ""); },
    /** The form stands alone before the first run: there is nothing to go back to. */
    setAlone(isAlone) { cancel.hidden = isAlone; },
    focus() { (fields.scenario.control.disabled ? fields.url : fields.scenario).control.focus(); },
  };
};
