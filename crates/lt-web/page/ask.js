// Questions to the server, and what went wrong with them in sentences.

import {sentence} from "./format.js";

/** Something did not work; `message` is a sentence for people, `field` the field of a form that is wrong. */
class Trouble extends Error {
  constructor(message, {status = 0, field = null} = {}) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

const NO_ANSWER = "lt-web does not answer. Is it still running?";
const OWN_WORDS = {
  401: "Your login has ended. Log in again.",
  403: "The server refuses this: the page was opened under another name than lt-web expects.",
  404: "The server does not know this (any more).",
  413: "This is more than the server takes.",
  503: "Too many browsers watch this server. Close one of them.",
};

const isJson = (response) => /json/.test(response.headers.get("content-type") ?? "");

const troubleOf = async (response) => {
  const {status} = response;
  const problem = status !== 401 && isJson(response) ? await response.json().catch(() => ({})) : {};
  const words = typeof problem.detail === "string" ? sentence(problem.detail) : "";
  return new Trouble(words || OWN_WORDS[status] || `The server answered with status ${status}.`, {status, field: problem.field});
};

/** `get`, `post` and `remove`: each a promise of what the JSON says, or of trouble. `onLeft` where the login has ended. */
export const makeAsk = (onLeft) => {
  const ask = async (path, options = {}) => {
    let response;
    try {
      response = await fetch(path, {credentials: "same-origin", cache: "no-store", ...options});
    } catch {
      throw new Trouble(NO_ANSWER);
    }
    if (response.ok) return isJson(response) ? response.json() : null;
    const trouble = await troubleOf(response);
    if (trouble.status === 401) onLeft();
    throw trouble;
  };
  return {
    get: (path) => ask(path),
    post: (path, body) => ask(path, {method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(body)}),
    remove: (path) => ask(path, {method: "DELETE"}),
  };
};
