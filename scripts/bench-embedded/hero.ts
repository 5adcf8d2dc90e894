// herorunner: from the text of a script to the last printed status, through every floor, as `hero run` does it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupts } from '../../src/app/run/interrupts.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { runScripts } from '../../src/app/use-cases/run.ts';
import type { Measurement } from '../bench-embedded.ts';
import { quantiles } from './quantiles.ts';

export async function runHero(jobs: number, order: 'parallel' | 'chain', dir: string): Promise<Measurement> {
  const after = order === 'parallel' ? " job.after:''" : '';
  const text = Array.from({ length: jobs }, (_, i) => `!!core.echo text:'job ${i}'${after}\n`).join('');
  mkdirSync(dir, { recursive: true });
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
      entry: '',
      dryRun: false,
      keepGoing: false,
      detach: false,
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
  return { jobs, totalMs: end - began, ...quantiles(times) };
}
