// What a run was over time, made ready for charts: seconds since its start, and gaps where nothing was.

/** The lists of a series, but for their moments. */
export const KEYS = ["rate", "failures", "p50", "p95", "p99", "users", "in_flight", "cpu", "delay_p99"];

/** Seconds since `origin`, and the values at them; where nothing was there is a place without any value. */
export const courseOf = (series, origin) => {
  const x = [];
  const columns = Object.fromEntries(KEYS.map((key) => [key, []]));
  series.at.forEach((at, n) => {
    if (n > 0 && at - series.at[n - 1] > series.width * 1.5) {
      x.push(series.at[n - 1] + series.width - origin);
      for (const key of KEYS) columns[key].push(null);
    }
    x.push(at - origin);
    for (const key of KEYS) columns[key].push(series[key]?.[n] ?? null);
  });
  return {x, columns};
};

/** Two courses on one axis; a list of both is asked for by its key. A place that only the other has is no gap. */
export const overlay = (...courses) => {
  const x = [...new Set(courses.flatMap((course) => course.x))].sort((a, b) => a - b);
  const places = new Map(x.map((at, n) => [at, n]));
  const columns = (key) => courses.map((course) => {
    const column = Array(x.length).fill(undefined);
    course.x.forEach((at, n) => { column[places.get(at)] = course.columns[key][n]; });
    return column;
  });
  return {x, columns};
};

const two = (value) => String(value).padStart(2, "0");

/** Seconds since the start, for people: `45` where all of it is `long` three minutes at most, else `2:30` or `1:05:00`. */
export const elapsed = (seconds, long) => {
  const sign = seconds < -0.05 ? "−" : "";
  const rest = Math.abs(seconds);
  if (long <= 180) return sign + rest.toLocaleString("en-US", {maximumFractionDigits: 1});
  const whole = Math.round(rest);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return `${sign}${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
};

/** The same with its unit, where it has one. */
export const elapsedInWords = (seconds, long) => long <= 180 ? `${elapsed(seconds, long)} s` : elapsed(seconds, long);
