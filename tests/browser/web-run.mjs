// A person at the page: starts 20 users, sees numbers move, raises to 50, stops, and takes the files home.
//
// node web-run.mjs URL TARGET PID FOLDER_FOR_PICTURES
import {readFileSync} from "node:fs";
import {join} from "node:path";

import {numbers} from "./inside.mjs";
import {button, check, leave, pictures, server, start, state, tab, target, tile, until, visit} from "./visit.mjs";

const shown = async (page, name) => numbers(await tile(page, name).textContent());
// What the row of all says in a column.
const sum = async (page, column) => numbers(await page.getByRole("table", {name: "Statistics"}).locator("tr.total td").nth(column).textContent());
const [REQUESTS, FAILED] = [0, 1];
const isIn = (word) => async () => (await state()).state === word;

const page = await visit();
await start(page, {Users: "20", "Spawn rate": "10", Host: target, "Run time": "10m"});
await until("20 users", async () => (await state()).load.users === 20);
await until("the tile tells of 20 users", async () => await shown(page, "Users") === 20);
await until("the tile tells of requests", async () => await shown(page, "Requests per second") > 0);
const early = await sum(page, REQUESTS);
await until("the numbers move", async () => await sum(page, REQUESTS) > early);

// Somebody else looks at the same, and a reload forgets nothing.
const other = await visit({path: "#charts"});
await until("the other one sees the users", async () => await shown(other, "Users") === 20);
await other.reload();
await until("a reload forgets the run", async () => await shown(other, "Users") === 20);
check(await other.getByRole("tab", {name: "Charts"}).getAttribute("aria-selected") === "true", "a reload forgets the tab");

// More users, while it runs.
await button(page, "Edit").click();
const edit = page.getByRole("form", {name: "Change the load"});
await edit.getByLabel("Users", {exact: true}).fill("50");
await edit.getByLabel("Spawn rate", {exact: true}).fill("30");
await edit.getByRole("button", {name: "Apply", exact: true}).click();
await until("the tile tells of 50 users", async () => await shown(page, "Users") === 50);
await until("the other one sees them as well", async () => await shown(other, "Users") === 50);
const legend = other.locator("figure").getByRole("button", {name: "users", exact: true}).locator("b");
await until("50 users at the chart", async () => await legend.textContent() === "50");
await other.getByText("The same as tables").click();
const overTime = other.getByRole("table", {name: "The run over time"});
const heads = await overTime.locator("thead th").allTextContents();
const users = async () => (await overTime.locator(`tbody tr > :nth-child(${heads.indexOf("Users") + 1})`).allTextContents()).map(numbers);
await until("20 and 50 users in the numbers of the chart", async () => {
  const counts = await users();
  return counts.includes(20) && counts.indexOf(20) < counts.indexOf(50);
});
await other.screenshot({path: join(pictures, "fifty.png"), fullPage: true});

// A pause of the one is a pause for the other, who ends it.
await button(page, "Pause").click();
await until("paused", isIn("paused"));
await button(other, "Resume").click();
await until("it goes on", async () => ["running", "spawning"].includes((await state()).state));
await button(page, "Pause").waitFor();

await button(page, "Stop").click();
await until("stopped", isIn("stopped"));
await until("the page says so", async () => (await page.getByRole("banner").textContent()).includes("Ended"));
const end = await state();
await until("the page tells the last figures", async () => await sum(page, REQUESTS) === end.total.requests);
const [requests, failed] = [await sum(page, REQUESTS), await sum(page, FAILED)];
check(failed > 0, "nothing failed at a shop where 2 % fail");

// The files, against what the page said.
const save = async (press) => {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  check(download.suggestedFilename().includes(end.id), `a file is called ${download.suggestedFilename()}`);
  return readFileSync(await download.path(), "utf8");
};
const atTable = await save(() => page.getByRole("link", {name: "Statistics as CSV"}).click());
const runs = await tab(page, "Runs");
const row = runs.getByRole("row").filter({hasText: end.id});
const take = async (name) => {
  await row.getByRole("button", {name: /^Download /}).click();
  return save(() => runs.getByRole("link", {name}).click());
};
const rowsOf = (csv) => csv.trim().split(/\r?\n/).map((line) => line.split(","));
const statistics = await take(/^Statistics/);
check(statistics === atTable, "two places give other statistics");
const stats = rowsOf(statistics);
const all = stats.find((cells) => cells[1] === "Aggregated");
check(Number(all[stats[0].indexOf("Request Count")]) === requests, `${all} is not ${requests} requests`);
check(Number(all[stats[0].indexOf("Failure Count")]) === failed, `${all} is not ${failed} failures`);
const failures = rowsOf(await take(/^Failures/)).slice(1);
check(failures.reduce((n, cells) => n + Number(cells[3]), 0) === failed, `${failures} is not ${failed} failures`);
check(rowsOf(await take(/^Exceptions/))[0][0] === "Count", "no exceptions file");
const history = rowsOf(await take(/^History/));
const last = history.at(-1);
check(Number(last[history[0].indexOf("Total Request Count")]) === requests, `the history ends with ${last}`);
check((await take(/^Report/)).includes(requests.toLocaleString("en-US")), "the report has another total");
const whole = JSON.parse(await take(/^Summary/));
check(whole.total.requests === requests && whole.total.errors === failed, "the JSON has other totals");
check((await take(/^Recording/)).length > 0, "an empty recording");
const report = await visit({path: `api/runs/${end.id}/report.html`});
check((await report.locator("body").textContent()).includes(requests.toLocaleString("en-US")), "the report that is looked at has another total");

// What was sent and never counted, the target has seen as well.
const counted = await (await fetch(`${target}/__lt/stats`)).json();
check(counted.received >= requests, `the target has seen ${counted.received}, the page ${requests}`);
check(end.rows.reduce((n, each) => n + each.requests, 0) === requests, `the rows do not add up to ${requests}`);
await leave();
