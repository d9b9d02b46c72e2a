// Every tab, on a desk and on a phone, by day and by night: photographed, and asked whether everybody can read it.
//
// node web-look.mjs URL TARGET PID FOLDER_FOR_PICTURES
import {join} from "node:path";
import process from "node:process";

import {contrasts} from "./inside.mjs";
import {DESK, PHONE, check, leave, pictures, server, startForm, state, tab, target, until, visit} from "./visit.mjs";

// The tabs, and what is in one that is filled.
const TABS = {
  Statistics: "tbody tr", Charts: "canvas", Failures: "tbody tr", Ratios: "tbody tr",
  Compare: "canvas", Runs: "tbody tr", Baselines: "tbody tr", Log: "li",
};
// For the README the runs are so long that their charts have something to tell.
const folder = process.env.LT_SCREENSHOTS;
const [short, long] = folder ? [20, 30] : [2, 3];

const post = async (path, body) => {
  const answer = await fetch(server + path, {method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(body)});
  check(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
};
const elapsed = (seconds) => until(`${seconds} seconds`, async () => (await state()).progress.elapsed >= seconds);
const change = async (users) => {
  await post("/api/control", {command: "users", users, spawn_rate: 10});
  await until(`${users} users`, async () => (await state()).load.users === users);
};
const begin = async (users) => {
  const {id} = await post("/api/start", {scenario: "shop.yaml", host: target, users, spawn_rate: 10, run_time: "10m"});
  await until(`${users} users`, async () => (await state()).load.users === users);
  return id;
};
const end = async () => {
  await post("/api/control", {command: "stop"});
  await until("a run ends", async () => (await state()).state === "stopped");
};
const run = async (...users) => {
  const id = await begin(users[0]);
  for (const [n, more] of users.entries()) {
    if (n > 0) await change(more);
    await elapsed((n + 1) * short);
  }
  await end();
  return id;
};

const look = async (page, place, name) => {
  const {width} = page.viewportSize();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= width, `${place}: ${wide} px wide in a window of ${width}`);
  for (const poor of await page.evaluate(contrasts)) check(false, `${place}: ${poor}`);
  await page.screenshot({path: join(pictures, `${name}.png`), fullPage: true});
};

const everyWhere = async (see) => {
  for (const [size, device] of [["desk", {viewport: DESK}], ["phone", {viewport: PHONE, isMobile: true, hasTouch: true}]]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await visit({...device, colorScheme});
      await see(page, size, colorScheme);
      await page.context().close();
    }
  }
};

// Before anything ran, there is a form, and every tab says what to do.
await everyWhere(async (page, size, color) => {
  await startForm(page);
  for (const name of Object.keys(TABS)) {
    const panel = await tab(page, name);
    await until(`${name} says something`, async () => (await panel.innerText()).trim().length > 10);
    await look(page, `empty ${name}, ${size}, ${color}`, `empty-${name.toLowerCase()}-${size}-${color}`);
  }
});

const base = await run(20, 30);
const head = await run(20, 40);
await post("/api/baselines", {run: base, name: "main", force_reason: "a picture needs one"});
await begin(20);
await elapsed(long);
await change(30);
await elapsed(2 * long);

if (folder) {
  const page = await visit({deviceScaleFactor: 2});
  const picture = async (name, height) => {
    await page.setViewportSize({...DESK, height});
    await page.screenshot({path: join(folder, `web-${name}.png`)});
  };
  await until("the figures are there", () => page.locator("tr.total").isVisible());
  await picture("statistics", 830);
  const charts = await tab(page, "Charts");
  await charts.locator("canvas").last().waitFor();
  await picture("charts", 1230);
  const compare = await tab(page, "Compare");
  await compare.getByLabel(/^Base/).selectOption(base);
  await compare.getByLabel(/^Head/).selectOption(head);
  await compare.locator("canvas").last().waitFor();
  await picture("compare", 830);
}

await everyWhere(async (page, size, color) => {
  for (const [name, content] of Object.entries(TABS)) {
    const panel = await tab(page, name);
    await until(`${name} is filled`, () => panel.locator(content).first().isVisible());
    await look(page, `${name}, ${size}, ${color}`, `${name.toLowerCase()}-${size}-${color}`);
  }
});

await end();
await leave();
