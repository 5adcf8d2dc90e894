// One execution: what becomes of an action that is late or deaf, and of what it says of secrets.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ActorAction } from '../../src/actors/actor.ts';
import { executeClaim } from '../../src/agent/execute.ts';
import { Stop } from '../../src/agent/interrupt.ts';
import type { Job } from '../../src/records/job.ts';
import { setSecret } from '../../src/secrets/keep-secret.ts';
import { plainActor } from '../setup/plain-records.ts';
import { aroundOf, claimOf } from './around.ts';

let dir = '';
const folder = () => ({ path: dir, own: true });
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hero-test-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function execute(action: ActorAction['execute'], stop: Stop, fields: Partial<Job> = {}) {
  const actor = plainActor('slow', 'go', action);
  const key = { name: 'key', type: 'string', required: false, description: '', secret: true } as const;
  actor.actions.get('go')?.signature.params.push(key);
  const told: string[] = [];
  const onLine = ({ text }: { text: string }) => told.push(text);
  const onProgress = (_: number | null, message: string) => told.push(message);
  const execution = { claim: claimOf(actor, fields), stop, onLine, onProgress };
  return { finish: await executeClaim(execution, aroundOf(actor, [folder()])), told };
}

test('an action that does not hear that it is to stop is left to itself', async () => {
  const stop = new Stop(50);
  const ended = execute(() => new Promise(() => {}), stop);
  stop.interrupt('cancel');
  expect((await ended).finish).toMatchObject({ ok: false, outcome: 'cancelled' });
});

test('an action that ends well after its time is late', async () => {
  const stop = new Stop();
  const ended = execute(() => delay(50, 'late'), stop);
  stop.interrupt('timeout');
  expect((await ended).finish).toMatchObject({ ok: false, outcome: 'timeout' });
});

test('nothing that an action says has a secret in it', async () => {
  const secret = 'correct horse battery';
  setSecret(folder(), 'KEY', Buffer.from(secret));
  const params = { key: '${secret.KEY}' };
  const { finish, told } = await execute(
    async ({ key = '' }, context) => {
      context.progress(50, `half way with ${key}`);
      context.log(`it is ${key}`);
      return { key };
    },
    new Stop(),
    { params, secrets: ['key'] } as Partial<Job>,
  );
  expect(told).toEqual(['half way with ***', 'it is ***']);
  expect(finish).toMatchObject({ ok: true, result: { key: '***' } });
});
