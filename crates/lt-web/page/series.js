// The run over time: fetched once, then the last windows of every snapshot are laid over its end.

const isList = (series, key) => key !== "marks" && Array.isArray(series[key]);

const markOf = (mark) => JSON.stringify([mark.at, mark.name, mark.text]);

/** Lays `tail` over the end of `series`; false where the two do not meet and the whole must be fetched. */
const merge = (series, tail) => {
  if (!tail || tail.width !== series.width) return false;
  const known = new Set((series.marks ?? []).map(markOf));
  const marks = (tail.marks ?? []).filter((mark) => !known.has(markOf(mark)));
  if (marks.length > 0) series.marks = [...series.marks ?? [], ...marks].sort((a, b) => a.at - b.at);
  if (tail.at.length === 0) return series.at.length === 0;
  const first = tail.at[0];
  let kept = series.at.length;
  while (kept > 0 && series.at[kept - 1] >= first) kept -= 1;
  // An overlap proves that no window is missing between the two.
  if (kept === series.at.length && kept > 0) return false;
  if (kept === 0 && series.at.length > 0 && series.at[0] > first) return false;
  for (const key of Object.keys(series).filter((key) => isList(series, key))) {
    series[key].length = kept;
    series[key].push(...tail[key] ?? tail.at.map(() => null));
  }
  return true;
};

/** Holds the series of the run that is shown. `fetchWhole` asks the server for all of it. */
export const makeHistory = (fetchWhole) => {
  let whole = null;
  let last = null;
  const forget = () => { whole = null; };
  return {
    forget,
    /** Takes a snapshot's last windows; `fresh` where another run, or a reset, began. */
    take(tail, fresh) {
      if (fresh) forget();
      last = tail;
      if (whole?.series && !merge(whole.series, tail)) forget();
    },
    /** The whole, as far as the last snapshot. */
    async series() {
      if (whole === null) {
        const mine = {series: null};
        whole = mine;
        mine.promise = fetchWhole().then((series) => {
          mine.series = series;
          if (last !== null && whole === mine) merge(series, last);
          return series;
        }, (error) => {
          if (whole === mine) whole = null;
          throw error;
        });
      }
      return whole.promise;
    },
  };
};
