// Figures and moments in words. What is not known is a dash.

export const UNKNOWN = "\u2013";

const counts = new Intl.NumberFormat("en-US", {maximumFractionDigits: 0});
const digits = (places) => new Intl.NumberFormat("en-US", {minimumFractionDigits: places, maximumFractionDigits: places});
const places = [digits(0), digits(1), digits(2), digits(3)];
const isKnown = (value) => value !== null && value !== undefined && Number.isFinite(value);

/** 12,345 */
export const count = (value) => isKnown(value) ? counts.format(value) : UNKNOWN;

/** Three significant digits, never fewer before the point: 0.412, 4.12, 41.2, 412, 4,120. */
export const figure = (value) => {
  if (!isKnown(value)) return UNKNOWN;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 0.0005) return value > 0 ? "<0.001" : "0";
  if (size >= 999.5) return counts.format(value);
  return places[size < 0.9995 ? 3 : size < 9.995 ? 2 : size < 99.95 ? 1 : 0].format(value);
};

/** Milliseconds: at most three significant digits. */
export const time = (value) => isKnown(value) && Math.abs(value) >= 999.5 ? counts.format(Number(value.toPrecision(3))) : figure(value);

/** A rate per second. */
export const rate = (value) => {
  if (!isKnown(value)) return UNKNOWN;
  if (value === 0) return "0";
  if (value < 0.05) return figure(value);
  return value < 9.95 ? places[2].format(value) : value < 999.5 ? places[1].format(value) : counts.format(value);
};

/** A number that somebody chose, as it was written: 5, 0.5, 1,200. */
export const plain = (value) => isKnown(value) ? value.toLocaleString("en-US", {maximumFractionDigits: 3}) : UNKNOWN;

/** A part of a whole in percent; small parts are not rounded to nothing. */
export const percent = (part, whole = 1) => {
  if (!isKnown(part) || !isKnown(whole) || whole === 0) return UNKNOWN;
  // Shares that were added up may miss the whole by a rounding.
  const exact = 100 * part / whole;
  const value = Math.abs(exact - 100) < 1e-6 ? 100 : exact;
  if (value === 0 || value === 100) return counts.format(value);
  if (value < 0.005) return "<0.01";
  if (value > 99.995) return ">99.99";
  return places[value < 9.995 ? 2 : 1].format(value);
};

/** 12 s, 3 min 20 s, 2 h 5 min */
export const duration = (seconds) => {
  if (!isKnown(seconds)) return UNKNOWN;
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (h > 0) return m > 0 ? `${counts.format(h)} h ${m} min` : `${counts.format(h)} h`;
  if (m > 0) return s > 0 && m < 10 ? `${m} min ${s} s` : `${m} min`;
  return `${s} s`;
};

/** 999 B, 12.3 kB */
export const bytes = (value) => {
  if (!isKnown(value)) return UNKNOWN;
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let [size, unit] = [value, 0];
  while (size >= 999.5 && unit < units.length - 1) { size /= 1000; unit += 1; }
  return `${unit === 0 ? count(size) : figure(size)} ${units[unit]}`;
};

const two = (value) => String(value).padStart(2, "0");

/** 14:03:59, in the browser's time zone; `at` is in Unix seconds. */
export const clock = (at) => {
  if (!isKnown(at)) return UNKNOWN;
  const date = new Date(at * 1000);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
};

/** 2026-11-21 14:03:59, in the browser's time zone. */
export const moment = (at) => {
  if (!isKnown(at)) return UNKNOWN;
  const date = new Date(at * 1000);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(at)}`;
};

/** A fragment as tools write it becomes a sentence. */
export const sentence = (text) => {
  const trimmed = String(text ?? "").trim();
  if (trimmed === "") return "";
  const begun = /^[a-z](?![\w.-]*[-:_/])/.test(trimmed) && !/^lt-/.test(trimmed) ? trimmed[0].toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?:\u2026`)]$/.test(begun) ? begun : `${begun}.`;
};
