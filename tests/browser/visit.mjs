// A visitor of lt-web: opens its page in Chromium, and minds everything that should not happen there.
import {readFileSync, readdirSync} from "node:fs";
import process from "node:process";

import playwright from "playwright-core";

import {chromium} from "./chromium.mjs";

export const [server, target, pid, pictures] = process.argv.slice(2);
export const DESK = {width: 1280, height: 900};
export const PHONE = {width: 390, height: 844};

let wrong = 0;
export const check = (holds, words) => {
  if (holds) return;
  wrong += 1;
  console.error(`wrong: ${words}`);
};

const browser = await playwright.chromium.launch({
  executablePath: chromium(),
  args: ["--no-sandbox", "--disable-background-networking"],
});

// A page with a past of its own. `bears` says which words in the console are expected there.
export const visit = async ({path = "", bears = () => false, ...options} = {}) => {
  const context = await browser.newContext({viewport: DESK, colorScheme: "light", acceptDownloads: true, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("console", (message) => {
    const isTrouble = message.type() === "error" || message.type() === "warning";
    if (isTrouble && !bears(message.text())) check(false, `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => check(false, `${error.stack}`));
  page.on("request", (request) => check(request.url().startsWith(`${server}/`), `asked for ${request.url()}`));
  await page.goto(`${server}/${path}`);
  return page;
};

// Waits until something holds, however long a busy machine takes.
export const until = async (what, holds) => {
  for (let n = 0; n < 600; n += 1) {
    if (await holds()) return true;
    await new Promise((done) => setTimeout(done, 100));
  }
  check(false, `not within a minute: ${what}`);
  return false;
};

// What the server tells of the run that goes on.
export const state = async () => (await fetch(`${server}/api/state`)).json();

// The generator that lt-web has started; which of its threads did it, nobody knows.
export const generator = () => {
  const tasks = `/proc/${pid}/task`;
  const children = readdirSync(tasks).flatMap((task) => readFileSync(`${tasks}/${task}/children`, "utf8").split(" ").filter(Boolean));
  return Number(children.find((child) => readFileSync(`/proc/${child}/comm`, "utf8").trim() === "lt-gen"));
};

// The buttons about the run, at the top.
export const button = (page, name) => page.getByRole("group", {name: "Run", exact: true}).getByRole("button", {name, exact: true});

export const tile = (page, name) => page.getByRole("group", {name, exact: true}).locator("b");

export const tab = async (page, name) => {
  await page.getByRole("tab", {name, exact: true}).click();
  const panel = page.getByRole("tabpanel", {name, exact: true});
  await panel.waitFor();
  return panel;
};

// The panel in which a run is started. It opens by itself before the first run, perhaps while somebody opens it.
export const startForm = async (page) => {
  const form = page.getByRole("form", {name: "Start a run", exact: true});
  await until("the form is there", async () => {
    if (await form.isVisible()) return true;
    if (await button(page, "Start").isVisible()) await button(page, "Start").click({timeout: 1000}).catch(() => {});
    return false;
  });
  return form;
};

// Fills the form in and sends it.
export const start = async (page, fields) => {
  const form = await startForm(page);
  await form.getByLabel("Scenario", {exact: true}).selectOption("shop.yaml");
  for (const [name, value] of Object.entries(fields)) await form.getByLabel(name, {exact: true}).fill(value);
  await form.getByRole("button", {name: "Start", exact: true}).click();
};

// Ends everything; what was wrong makes the test fail.
export const leave = async () => {
  await browser.close();
  process.exitCode = wrong ? 1 : 0;
};
