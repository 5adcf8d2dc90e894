// One kind of fault from its beginning to the verdict.

import { seeded } from '../../test/setup/random.ts';
import { readBatches, readLedger } from './ledger.ts';
import type { Kind } from './scene.ts';
import type { Stage } from './stage.ts';
import { judge, type Verdict } from './verdict.ts';

export interface PlayOptions {
  seed: number;
  jobs: number;
  /** How often, for kinds that count. */
  times: number;
  /** The folder with all that was written down stays. */
  keep: boolean;
  /** Overrides the kind's own. */
  seconds?: number;
}

export async function play(kind: Kind, options: PlayOptions): Promise<Verdict & { faults: number }> {
  const scene = await kind.open(seeded(options.seed));
  const { stage } = scene;
  try {
    await stage.open(kind.crew);
    if (kind.seconds > 0) stage.load({ jobs: options.jobs, seconds: options.seconds ?? kind.seconds });
    await kind.run(scene, options.times);
    await stage.loaded;
    await stage.settle(kind.settleSeconds * 1000);
    const verdict = await gather(stage, kind);
    if (kind.noneWasted && verdict.wasted > 0) verdict.wrong.push(`${verdict.wasted} executions were wasted`);
    verdict.wrong.push(...scene.broken);
    const timed = scene.recoveries.map((seconds) => ({ victim: '', seconds }));
    return { ...verdict, recoveries: [...verdict.recoveries, ...timed], faults: scene.faults };
  } finally {
    await stage.close(options.keep);
    await scene.close();
  }
}

async function gather(stage: Stage, { promisedSeconds }: Kind): Promise<Verdict> {
  const { dir } = stage.place;
  const batches = readBatches(dir);
  const views = new Map();
  for (const guid of batches.flatMap(({ guids }) => guids)) {
    const view = await stage.store.get(guid);
    if (view !== undefined) views.set(guid, view);
  }
  const findings = (await stage.store.inspect()).map(({ message }) => message);
  return judge({
    batches,
    views,
    findings,
    ledger: readLedger(dir),
    heard: stage.heard,
    injections: stage.injections,
    ...(promisedSeconds === undefined ? {} : { promisedSeconds }),
  });
}
