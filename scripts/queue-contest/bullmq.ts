// BullMQ: a queue, its worker, its flows. Everything as its defaults have it; finished jobs are kept, as ours are.

import { FlowProducer, Queue, QueueEvents, Worker } from 'bullmq';
import type { Contestant } from './contestant.ts';

const name = 'bench';
const piece = 1_000;

/** `kept`: finished jobs that stay; undefined = all. */
export const bullmqWith = (kept?: number): Contestant => ({
  async openFiller(port) {
    const connection = { host: '127.0.0.1', port };
    const queue = new Queue(name, { connection });
    const flows = new FlowProducer({ connection });
    const events = new QueueEvents(name, { connection });
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    return {
      async addOneByOne(count, payload) {
        for (let i = 0; i < count; i += 1) await queue.add('noop', { payload });
      },
      async addInBulk(count, payload) {
        for (let i = 0; i < count; i += piece) {
          const size = Math.min(piece, count - i);
          await queue.addBulk(Array.from({ length: size }, () => ({ name: 'noop', data: { payload } })));
        }
      },
      async roundTrips(count) {
        const times: number[] = [];
        for (let i = 0; i < count; i += 1) {
          const began = performance.now();
          const job = await queue.add('noop', { payload: 'x' });
          await job.waitUntilFinished(events);
          times.push(performance.now() - began);
        }
        return times;
      },
      async addTrees(count, width) {
        const node = { name: 'noop', queueName: name, data: { payload: 'x' } };
        const tree = { ...node, children: Array.from({ length: width }, () => node) };
        for (let i = 0; i < count; i += 50) await flows.addBulk(Array(Math.min(50, count - i)).fill(tree));
      },
      async close() {
        await Promise.all([queue.close(), flows.close(), events.close()]);
      },
    };
  },

  async openWorker(port, concurrency, onHold) {
    const hold = () => {
      onHold?.();
      return new Promise<void>(() => {});
    };
    const worker = new Worker(name, onHold === undefined ? async () => {} : hold, {
      connection: { host: '127.0.0.1', port },
      concurrency,
      autorun: false,
      ...(kept === undefined ? {} : { removeOnComplete: { count: kept } }),
    });
    await worker.waitUntilReady();
    return {
      work(count) {
        return new Promise((resolve) => {
          let done = 0;
          worker.on('completed', () => {
            done += 1;
            if (done === count) resolve();
          });
          void worker.run();
        });
      },
      close: () => worker.close(),
    };
  },
});

export const bullmq = bullmqWith();
