// The way out, where there was a login.

import {make} from "./dom.js";

export const mountLogout = (element, store, form) => {
  const leave = async () => {
    try {
      await store.post("/logout", {});
      location.assign("/login");
    } catch (trouble) {
      store.say(trouble.message, "error");
    }
  };
  const button = make("button", {type: "button", class: "quiet-button", hidden: true, on: {click: leave}}, "Log out");
  element.append(button);
  form.onChange(() => { button.hidden = store.offer?.needs_login !== true; });
};
