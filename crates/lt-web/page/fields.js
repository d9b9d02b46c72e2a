// Fields of a form: a label, a hint, and the error where it belongs.

import {make, setText} from "./dom.js";

let made = 0;

/** A labelled control; `set(error)` shows what is wrong with it. */
export const makeField = (label, control, {hint = "", unit = null} = {}) => {
  made += 1;
  const id = `field-${made}`;
  control.id = id;
  const hintLine = make("p", {class: "hint", id: `${id}-hint`}, hint);
  const errorLine = make("p", {class: "field-error", id: `${id}-error`, hidden: true});
  const describe = () => {
    const parts = [errorLine.hidden ? null : errorLine.id, hintLine.textContent === "" ? null : hintLine.id].filter(Boolean);
    if (parts.length > 0) control.setAttribute("aria-describedby", parts.join(" "));
    else control.removeAttribute("aria-describedby");
  };
  const boxed = unit === null ? control : make("div", {class: "with-unit"}, control, make("span", {class: "unit", "aria-hidden": "true"}, unit));
  const element = make("div", {class: "field"}, make("label", {for: id}, label), boxed, errorLine, hintLine);
  describe();
  const field = {
    element,
    control,
    get value() { return control.value.trim(); },
    set value(value) { control.value = value ?? ""; },
    show(isShown) { element.hidden = !isShown; },
    hint(text) { setText(hintLine, text); describe(); },
    fail(error) {
      setText(errorLine, error ?? "");
      errorLine.hidden = !error;
      if (error) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      describe();
    },
  };
  control.addEventListener("input", () => field.fail(null));
  return field;
};

/** An input for text or a number. */
export const input = (attributes) => make("input", {type: "text", autocomplete: "off", spellcheck: "false", ...attributes});

/** A whole number above nothing, or null where nothing was written. */
export const wholeOf = (text) => text === "" ? null : /^\d{1,9}$/.test(text.replaceAll(",", "")) ? Number(text.replaceAll(",", "")) : Number.NaN;

/** A number above zero, or null where nothing was written. */
export const numberOf = (text) => text === "" ? null : /^\d*\.?\d+$/.test(text) && Number(text) > 0 ? Number(text) : Number.NaN;

/** Names between commas. */
export const listOf = (text) => text.split(",").map((each) => each.trim()).filter((each) => each !== "");

const RATE = /^\d+(\.\d+)?(\/(s|sec|m|min|h))?$/;

/** What is wrong with the fields, one message a field. */
export const check = {
  users: (field) => Number.isNaN(wholeOf(field.value)) ? "Users are a whole number, like 20." : null,
  spawnRate: (field) => Number.isNaN(numberOf(field.value)) ? "The spawn rate is a number above 0, like 5 or 0.5." : null,
  rate: (field) => field.value !== "" && !RATE.test(field.value) ? "Write arrivals a second or a minute, like 200/s or 30/m." : null,
  url: (field) => /^https?:\/\/[^\s/]/.test(field.value) ? null : "A URL begins with http:// or https://, like http://localhost:8080/.",
  host: (field) => field.value === "" || /^https?:\/\/[^\s/]/.test(field.value) ? null : "A host begins with http:// or https://, like http://localhost:8080.",
  runTime: (field) => field.value === "" || /^(\d+(\.\d+)?(ms|s|m|h|d)?\s*)+$/.test(field.value) ? null : "Write a time like 30s, 5m or 1h30m.",
};
