/** Jobs a second that `run` does. */
export async function rate(jobs: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (jobs / (performance.now() - began)) * 1000;
}
