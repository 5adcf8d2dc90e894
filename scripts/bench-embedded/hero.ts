// herorunner: from the text of a script to the last printed status, through every floor, as `hero run` does it.

import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Interrupts } from '../../src/app/run/interrupts.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { runScripts } from '../../src/app/use-cases/run.ts';
import { quantiles } from '../quantiles.ts';
import { type Measurement, rate } from './measurement.ts';

export async function runHero(jobs: number, order: 'parallel' | 'chain', dir: string): Promise<Measurement> {
  const after = order === 'parallel' ? " job.after:''" : '';
  const text = Array.from({ length: jobs }, (_, i) => `!!core.echo text:'job ${i}'${after}\n`).join('');
  const env = { HOME: dir, XDG_DATA_HOME: join(dir, 'data'), XDG_CONFIG_HOME: join(dir, 'config') };
  const times: number[] = [];
  let submitted = 0;
  let end = 0;
  const began = performance.now();
  const exit = await runScripts(
    {
      settings: resolveSettings({ store: `sqlite:${join(dir, 'jobs.db')}` }, env, dir),
      inputs: [{ kind: 'eval', text, name: '<bench>' }],
      variables: {},
      allowEnv: [],
      overrides: {},
      reading: {},
      entry: '',
      keepGoing: false,
      detach: false,
      remote: false,
    },
    (event) => {
      if (event.type === 'run_start') submitted = performance.now();
      if (event.type === 'job' && event.state === 'ok') {
        end = performance.now();
        times.push(end - submitted);
      }
    },
    new Interrupts(),
  );
  if (exit !== 0 || times.length !== jobs) throw new Error(`exit ${exit}, ${times.length} of ${jobs} jobs ok`);
  return { jobs, planMs: submitted - began, workMs: end - submitted, ...quantiles(times) };
}

/** The same store again and again: what is done must not weigh on what is to be done. Prints two lines. */
export async function runAgain(jobs: number, dir: string): Promise<Measurement> {
  const rates: string[] = [];
  const sizes: string[] = [];
  let last: Measurement | undefined;
  for (let run = 0; run < 5; run += 1) {
    last = await runHero(jobs, 'parallel', dir);
    rates.push(rate(last).toFixed(0));
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    sizes.push(`${(heapUsed / 2 ** 20).toFixed(0)} (${(rss / 2 ** 20).toFixed(0)})`);
  }
  process.stderr.write(`again:    ${rates.join(', ')} jobs/s in five runs on one store\n`);
  process.stderr.write(`memory:   ${sizes.join(', ')} MiB in use after each of them (and held by the process)\n`);
  return last as Measurement;
}

/** What is left in use afterwards is what is kept, not what nobody has cleared away yet. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
