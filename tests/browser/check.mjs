// Opens reports in a headless Chromium and says what is wrong with them: node check.mjs FOLDER_FOR_PICTURES PAGE…
//
// The first page is looked at most closely; its pictures are the ones in the documentation where LT_SCREENSHOTS names a
// folder for them.
import {basename, join} from "node:path";
import process from "node:process";
import {pathToFileURL} from "node:url";

import playwright from "playwright-core";

import {chromium} from "./chromium.mjs";
import {contrasts, flaws, inPrint, numbers} from "./inside.mjs";

const [pictures, ...files] = process.argv.slice(2);
const DESK = {width: 1280, height: 900};
const PHONE = {width: 360, height: 740};
// A4 between the margins, at 96 pixels an inch.
const PAPER = {width: 703, height: 1000};

let wrong = 0;
const check = (holds, words) => {
  if (holds) return;
  wrong += 1;
  console.error(`wrong: ${words}`);
};

const browser = await playwright.chromium.launch({
  executablePath: chromium(),
  args: ["--no-sandbox", "--disable-background-networking"],
});

// A picture of a page from its top, as far down as somebody may want to look.
const photograph = async (page, path, longest = 6_000) => {
  const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
  await page.screenshot({path, fullPage: true, clip: {x: 0, y: 0, width, height: Math.min(height, longest)}});
};

// A page of its own, which is watched: whatever it asks for, logs or throws is wrong.
const open = async (file, options = {}, look = async () => {}) => {
  const context = await browser.newContext({viewport: DESK, colorScheme: "light", ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const place = `${basename(file)} ${JSON.stringify(options)}`;
  page.on("console", (message) => check(false, `${place}: console: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `${place}: ${error}`));
  page.on("dialog", (dialog) => {
    check(false, `${place}: a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  const url = pathToFileURL(file).href;
  page.on("request", (request) => check(request.url() === url, `${place}: asked for ${request.url()}`));
  await page.goto(url);
  await look(page, place);
  await context.close();
};

const theme = async (page, place) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const button = (name) => page.getByRole("button", {name, exact: true});
  const [light, dark] = ["rgb(249, 249, 247)", "rgb(13, 13, 13)"];
  check(await ground() === light, `${place}: not light at first`);
  await button("Dark").click();
  check(await ground() === dark, `${place}: Dark is not dark`);
  check(await button("Dark").getAttribute("aria-pressed") === "true", `${place}: Dark is not pressed`);
  await page.reload();
  check(await ground() === dark, `${place}: Dark is forgotten`);
  await page.emulateMedia({colorScheme: "dark"});
  await button("Light").click();
  check(await ground() === light, `${place}: Light is not light`);
  await button("Auto").click();
  check(await ground() === dark, `${place}: Auto does not follow the system`);
  await page.emulateMedia({colorScheme: "light"});
};

const sorting = async (page, place) => {
  const table = page.locator("#endpoints table");
  const head = table.getByRole("columnheader", {name: "p95 (ms)", exact: true});
  const values = async () => (await table.locator("tbody td:nth-child(10)").allTextContents()).map(numbers);
  const isRising = (values) => values.every((value, n) => n === 0 || values[n - 1] <= value);
  check((await values()).length > 3, `${place}: too few endpoints to sort`);
  await head.getByRole("button").click();
  check(await head.getAttribute("aria-sort") === "descending", `${place}: one click sorts downwards`);
  check(isRising((await values()).reverse()), `${place}: not sorted downwards: ${await values()}`);
  await head.getByRole("button").focus();
  await page.keyboard.press("Enter");
  check(await head.getAttribute("aria-sort") === "ascending", `${place}: the keyboard sorts upwards`);
  check(isRising(await values()), `${place}: not sorted upwards: ${await values()}`);
  const sorted = await table.locator("[aria-sort]").count();
  check(sorted === 1, `${place}: ${sorted} columns say that they are sorted`);
  check(await table.locator("tfoot tr").count() === 1, `${place}: the row of all is gone`);
};

const filtering = async (page, place) => {
  const field = page.getByRole("searchbox");
  const rows = page.locator("#endpoints tbody tr:visible");
  const before = await rows.count();
  check(before > 15, `${place}: too few endpoints to filter`);
  await field.fill("endpoint-1");
  const shown = await rows.count();
  check(shown > 0 && shown < before, `${place}: ${shown} of ${before} rows pass the filter`);
  check(await page.getByRole("status").textContent() === `${shown} of ${before}`, `${place}: the filter does not say how many`);
  await field.fill("");
  check(await rows.count() === before, `${place}: an empty filter hides rows`);
};

const crosshair = async (page, place) => {
  const overs = page.locator("figure[data-hover] .over");
  check(await overs.count() > 0, `${place}: no chart has a crosshair`);
  const tip = page.locator(".tip");
  for (const over of await overs.all()) {
    await over.scrollIntoViewIfNeeded();
    await over.hover();
    check(await tip.isVisible(), `${place}: no tooltip`);
    check((await tip.textContent()).length > 3, `${place}: an empty tooltip`);
    const box = await tip.boundingBox();
    check(box.x >= 0 && box.x + box.width <= DESK.width, `${place}: the tooltip leaves the window`);
    await page.mouse.move(0, 0);
    check(!await tip.isVisible(), `${place}: the tooltip stays`);
    await over.focus();
    const first = await over.getAttribute("aria-valuetext");
    await page.keyboard.press("End");
    check(await tip.isVisible() && await over.getAttribute("aria-valuetext") !== first, `${place}: End does not move the crosshair`);
    await page.keyboard.press("Escape");
    check(!await tip.isVisible(), `${place}: Escape does not hide the tooltip`);
    await over.blur();
  }
};

// What would be injected into a page must not run, even where escaping had failed.
const injection = async (page, place) => {
  // That it is refused is logged, and may be seen as a request.
  page.removeAllListeners("console");
  page.removeAllListeners("request");
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.injected = true'>");
    await new Promise((done) => setTimeout(done, 50));
    return window.injected === true;
  });
  check(!ran, `${place}: an injected script ran`);
};

const fits = async (page, place) => {
  const [width, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(width <= room, `${place}: ${width} pixels wide in ${room}`);
};

const content = (page) => page.evaluate(() => ({
  rows: document.querySelectorAll("tbody tr, tfoot tr").length,
  text: document.querySelector("main").textContent.replace(/\s+/g, "").length,
}));

for (const [n, file] of files.entries()) {
  const picture = (kind) => join(pictures, `${basename(file, ".html")}-${kind}.png`);
  let complete;
  await open(file, {javaScriptEnabled: false}, async (page, place) => {
    complete = await content(page);
    for (const flaw of await page.evaluate(flaws)) check(false, `${place}: ${flaw}`);
    const controls = await page.locator("button:visible, input:visible, select:visible").count();
    check(controls === 0, `${place}: ${controls} dead controls`);
  });
  await open(file, {javaScriptEnabled: false, viewport: PHONE}, fits);
  await open(file, {}, async (page, place) => {
    check((await content(page)).rows === complete.rows, `${place}: rows differ without JavaScript`);
    for (const flaw of await page.evaluate(flaws)) check(false, `${place}: ${flaw}`);
    for (const flaw of await page.evaluate(contrasts)) check(false, `${place}: ${flaw}`);
    check(await page.evaluate(() => window.injected === undefined), `${place}: something was injected`);
    await fits(page, place);
    await photograph(page, picture("light"));
    await theme(page, place);
    if (n === 0) {
      await sorting(page, place);
      await crosshair(page, place);
    }
    if (basename(file) === "hostile.html") await filtering(page, place);
  });
  await open(file, {colorScheme: "dark"}, async (page, place) => {
    for (const flaw of await page.evaluate(contrasts)) check(false, `${place}: ${flaw}`);
    await photograph(page, picture("dark"));
  });
  await open(file, {viewport: PHONE}, async (page, place) => {
    await fits(page, place);
    await photograph(page, picture("phone"));
  });
  await open(file, {viewport: PAPER, colorScheme: "dark"}, async (page, place) => {
    await page.emulateMedia({media: "print", colorScheme: "dark"});
    for (const flaw of await page.evaluate(inPrint)) check(false, `${place}: ${flaw}`);
    await photograph(page, picture("print"));
  });
  await open(file, {}, injection);
}

if (process.env.LT_SCREENSHOTS) {
  for (const colorScheme of ["light", "dark"]) {
    await open(files[0], {colorScheme}, async (page) => {
      await photograph(page, join(process.env.LT_SCREENSHOTS, `report-${colorScheme}.png`), 1_900);
    });
  }
}

await browser.close();
console.error(wrong === 0 ? `${files.length} pages are right` : `${wrong} things are wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
