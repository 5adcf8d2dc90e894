// What is typical of a list of measurements, and what is rare.

export function median(list: readonly number[]): number {
  return at(0.5, list);
}

/** Median and 99th percentile of a list of times. */
export function quantiles(times: readonly number[]): { p50Ms: number; p99Ms: number } {
  return { p50Ms: at(0.5, times), p99Ms: at(0.99, times) };
}

function at(share: number, list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
