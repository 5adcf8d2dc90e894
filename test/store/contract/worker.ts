// A process of its own on a shared store, for the tests of several processes. Usage: worker.ts URL TASK NAME [JOBS]

import type { Store } from '../../../src/store/ports.ts';
import { agentA, makeJob, needs } from './make.ts';

const [url = '', task = '', name = '', jobs = ''] = process.argv.slice(2);
const store = await open();
const session = { id: name, agent: agentA, lanes: [''], run: null, host: 'h', pid: process.pid, processStart: '1' };
await store.openSession(session, 60_000);
const request = { agent: agentA, session: name, lanes: [''], max: 7 };
process.stdout.write('ready\n');

if (task === 'race') {
  // Takes and ends jobs until so many have ended; prints what it took.
  const taken: string[] = [];
  while ((await store.stats()).byState.ok < Number(jobs)) {
    let claims = await store.claim(request);
    if (claims.length === 0) await store.waitForWork(agentA, [''], 500);
    while (claims.length > 0) {
      taken.push(...claims.map(({ job }) => job.guid));
      const finishes = claims.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true, result: name }));
      const exchange = await store.exchange(finishes, request);
      const odd = exchange.answers.filter((answer) => answer !== 'accepted');
      if (odd.length > 0) throw new Error(`answers: ${odd.join()}`);
      claims = exchange.claims;
    }
  }
  await store.closeSession(name);
  await store.close();
  process.stdout.write(`${JSON.stringify(taken)}\n`);
} else if (task === 'churn') {
  // Submits, claims, ends, fails and releases until it is killed.
  const revision = await store.revision();
  const admission = { candidates: [agentA], revision };
  for (let i = 0; ; i++) {
    const guid = (n: number) => `${name}-${i}-${n}`;
    const jobs = Array.from({ length: 20 }, (_, n) =>
      makeJob(guid(n), { retry: 1, ...(n > 9 ? needs(guid(n - 10)) : {}) }),
    );
    await store.submit(jobs.map((job) => ({ job, trail: { run: name }, admission })));
    const claims = await store.claim({ ...request, max: 30 });
    const ends = claims.map(({ job, fence }, n) => ({ guid: job.guid, fence, ok: n % 3 > 0, code: 1 }));
    await store.release(claims.slice(0, 2).map(({ job, fence }) => ({ guid: job.guid, fence })));
    await store.report(ends.map(({ guid, fence }) => ({ guid, fence, lines: [{ stream: 'log', text: 'x', at: 1 }] })));
    await store.exchange(ends.slice(2, 20), request);
    await store.sweep(50);
    if (i === 0) process.stdout.write('busy\n');
  }
}

/** Reads the modules of this store alone, as the start is most of what a worker costs. */
async function open(): Promise<Store> {
  const [, path] = /^sqlite:(.*)$/.exec(url) ?? [];
  if (path === undefined) return (await import('../../../src/store/redis/store.ts')).openRedisStore(url);
  return (await import('../../../src/store/sqlite/store.ts')).openSqliteStore(path);
}
