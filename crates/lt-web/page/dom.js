// Elements. Text from outside becomes text, never markup.

/** An element; attributes that are null, undefined or false are left out, `on` holds listeners. */
export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

/** Writes text only where it changes, so that nothing is laid out or read aloud anew for nothing. */
export const setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** Sets or removes an attribute only where it changes. */
export const setAttribute = (element, name, value) => {
  const text = value === true ? "" : value === null || value === undefined || value === false ? null : String(value);
  if (element.getAttribute(name) === text) return;
  if (text === null) element.removeAttribute(name);
  else element.setAttribute(name, text);
};

/** A sentence whose `backticks` are code. */
export const prose = (text) => text.split(/`([^`]+)`/).map((part, n) => n % 2 === 1 ? make("code", {}, part) : part);

/** A sentence in the place of figures: what is missing, and what to do. */
export const emptyState = (title, text) =>
  make("div", {class: "empty"}, make("p", {class: "empty-title"}, title), make("p", {}, text));
