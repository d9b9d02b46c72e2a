// Where the browser is: in LT_CHROMIUM, on PATH, or where macOS keeps it. Run by itself it says so.
import {accessSync, constants} from "node:fs";
import {delimiter, join} from "node:path";
import process from "node:process";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ELSEWHERE = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const runs = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

export const chromium = () => {
  const chosen = process.env.LT_CHROMIUM;
  if (chosen) return runs(chosen) ? chosen : undefined;
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, ...ELSEWHERE].find(runs);
};

if (process.argv[1] === import.meta.filename) {
  const found = chromium();
  console.log(found ?? `no Chromium ${process.env.LT_CHROMIUM ? "where LT_CHROMIUM says" : "on PATH"}`);
  process.exitCode = found ? 0 : 1;
}
