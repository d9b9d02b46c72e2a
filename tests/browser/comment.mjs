// Opens comments, made into HTML, in a headless Chromium and says what is wrong with them: node comment.mjs FOLDER_FOR_PICTURES
// PAGE… Charts are drawn by Mermaid, as GitHub does it. The first page is the picture in the documentation where
// LT_SCREENSHOTS names a folder for it.
import {readFileSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import process from "node:process";
import {fileURLToPath, pathToFileURL} from "node:url";

import playwright from "playwright-core";

import {chromium} from "./chromium.mjs";

const [pictures, ...files] = process.argv.slice(2);
const MERMAID = fileURLToPath(import.meta.resolve("@mermaid-js/tiny/dist/mermaid.tiny.js"));

// Emoji look the same wherever the picture is made. A page from a file may read no font beside it, so it stands in the style.
const emoji = () => {
  const css = fileURLToPath(import.meta.resolve("@infolektuell/noto-color-emoji/index.css"));
  const inside = (file) => `url(data:font/woff2;base64,${readFileSync(join(dirname(css), file)).toString("base64")})`;
  const text = readFileSync(css, "utf8").replaceAll(/, url\([^)]+\.woff\) format\('woff'\)/g, "");
  return text.replaceAll(/url\(([^)]+\.woff2)\)/g, (_, file) => inside(file));
};

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

// Puts the picture of each chart where its text was, and tells how many marks each has; runs inside the page.
const draw = async () => {
  const {mermaid} = globalThis;
  mermaid.initialize({startOnLoad: false, securityLevel: "strict"});
  const drawn = [];
  for (const [n, code] of [...document.querySelectorAll("code.language-mermaid")].entries()) {
    const {svg} = await mermaid.render(`chart-${n}`, code.textContent);
    const figure = document.createElement("figure");
    figure.innerHTML = svg;
    code.closest("pre").replaceWith(figure);
    drawn.push({
      kind: figure.querySelector("svg").getAttribute("aria-roledescription"),
      bars: figure.querySelectorAll(".plot rect").length,
      lines: figure.querySelectorAll(".plot path").length,
      text: figure.textContent,
    });
  }
  return drawn;
};

// What stands out of the comment, which has room for 760 pixels; runs inside the page.
const overflows = () => {
  const right = document.querySelector("main").getBoundingClientRect().right;
  const wide = [...document.querySelectorAll("main *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > right || (element.matches("table") && element.scrollWidth > element.clientWidth + 1));
  });
  return wide.map((element) => `${element.tagName} ${element.textContent.slice(0, 60)}`);
};

for (const file of files) {
  const place = basename(file);
  const context = await browser.newContext({viewport: {width: 826, height: 900}, colorScheme: "light", deviceScaleFactor: 2});
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("console", (message) => check(message.type() !== "error", `${place}: console: ${message.text()}`));
  page.on("pageerror", (error) => check(false, `${place}: ${error}`));
  page.on("request", (request) => check(/^(file|data):/.test(request.url()), `${place}: asked for ${request.url()}`));
  // Nothing is shown before the emoji are there, for what was once shown without them stays without them.
  const hidden = `<style id="hidden">main { display: none; }</style><style>${emoji()}`;
  const body = readFileSync(file, "utf8").replace("<style>", () => hidden);
  await page.route("file:**", (route) => route.fulfill({contentType: "text/html", body}));
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(async () => {
    await document.fonts.load("16px 'Noto Color Emoji'", document.body.textContent);
    document.getElementById("hidden").remove();
  });
  const wanted = await page.locator("code.language-mermaid").allTextContents();
  await page.addScriptTag({path: MERMAID});
  const charts = await page.evaluate(draw);
  for (const [n, chart] of charts.entries()) {
    const rows = (kind) => wanted[n].match(new RegExp(`^ +${kind} \\[(.+)\\]$`, "m"))?.[1].split(",").length ?? 0;
    check(chart.kind === "xychart", `${place}: chart ${n} is ${chart.kind}`);
    check(chart.bars === rows("bar"), `${place}: chart ${n} has ${chart.bars} bars`);
    check(chart.lines === (rows("line") > 0 ? 1 : 0), `${place}: chart ${n} has ${chart.lines} lines`);
    const title = wanted[n].match(/title "(.+)"/)[1];
    check(chart.text.includes(title), `${place}: chart ${n} has no title`);
  }
  const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
  const clip = {x: 0, y: 0, width, height};
  await page.screenshot({path: join(pictures, `${basename(file, ".html")}.png`), fullPage: true, clip});
  if (process.env.LT_SCREENSHOTS && file === files[0]) {
    await page.screenshot({path: join(process.env.LT_SCREENSHOTS, "comment.png"), fullPage: true, clip});
  }
  for (const text of await page.evaluate(overflows)) check(false, `${place}: does not fit: ${text}`);
  // What is folded away must fit, too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  for (const text of await page.evaluate(overflows)) check(false, `${place}: unfolded, does not fit: ${text}`);
  await page.screenshot({path: join(pictures, `${basename(file, ".html")}-unfolded.png`), fullPage: true});
  const [rows, wantedRows, wantedCharts] = await page.evaluate(() => {
    const {rows, charts} = document.querySelector("main").dataset;
    return [document.querySelectorAll("main tr").length, Number(rows), Number(charts)];
  });
  check(rows > 0 && rows === wantedRows, `${place}: ${rows} rows of ${wantedRows}`);
  check(charts.length > 0 && charts.length === wantedCharts, `${place}: ${charts.length} charts of ${wantedCharts}`);
  const uneven = await page.evaluate(() => [...document.querySelectorAll("table")].filter((table) => {
    return new Set([...table.rows].map((row) => row.cells.length)).size !== 1;
  }).length);
  check(uneven === 0, `${place}: ${uneven} tables have rows of different length`);
  await context.close();
}

await browser.close();
console.error(wrong === 0 ? `${files.length} comments are right` : `${wrong} things are wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
