// Nothing holds a process up once its last job has ended.

import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { median } from '../quantiles.ts';
import type { Scene } from './scene.ts';

const promisedMs = 100;
/** Short runs, runs whose heartbeat has just got a thread of its own, and runs in which it beats. */
const scripts = ['!!core.echo text:hi', '!!core.sleep duration:1100ms', '!!core.sleep duration:1500ms'];

/** Runs that execute their jobs themselves. The first half of the times is enough to break the promise, not one of them. */
export async function leave(scene: Scene, times: number): Promise<void> {
  const { stage } = scene;
  for (let i = 0; i < times; i += 1) {
    const script = scripts[i % scripts.length] ?? '';
    const child = stage.place.start(['run', '--local', '--json', '--store', stage.url, '-e', script]);
    child.stdin?.end();
    let ended = Number.NaN;
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.includes('"state":"ok"')) ended = performance.now();
      });
    }
    const [code] = await once(child, 'exit');
    const ms = performance.now() - ended;
    if (code !== 0 || Number.isNaN(ms)) scene.broken.push(`a run ended with status ${code}`);
    else scene.recoveries.push(ms / 1000);
  }
  const seconds = median(scene.recoveries);
  if (seconds * 1000 > promisedMs) scene.broken.push(`half of the runs ended ${seconds} s after their last job`);
}
