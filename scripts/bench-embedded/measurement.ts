// What a contestant of the benchmark measures.

export interface Measurement {
  jobs: number;
  /** From the text of the script to an authorised plan; 0 where there is none. */
  planMs: number;
  /** From the first submission to the last end. */
  workMs: number;
  /** Of the time from submission to end of each job. */
  p50Ms: number;
  p99Ms: number;
}

export type Contestant = (jobs: number, dir: string) => Promise<Measurement>;

/** Jobs a second from submission to end. */
export function rate(measured: Measurement): number {
  return (measured.jobs / measured.workMs) * 1000;
}
