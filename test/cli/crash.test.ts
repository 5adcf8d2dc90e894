// Errors that nobody is there to catch: one line, and the trace in a file.

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { Workplace } from '../setup/hero.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => {
  killDaemons();
  workplace.remove();
});

function writeActor(begin: string): void {
  const lines = [
    "import { defineAction, defineActor } from 'herorunner';",
    `const run = () => { ${begin} return new Promise((resolve) => setTimeout(resolve, 60_000)); };`,
    "const actions = { go: defineAction({ description: 'goes', params: {}, run }) };",
    "export default defineActor({ name: 'stray', description: 'lets go', actions });",
  ];
  workplace.write('actors/stray.ts', lines.join('\n'));
}

test.each([
  ['a timer', "setTimeout(() => { throw new Error('boom'); });"],
  ['a promise that is left alone', "void Promise.reject(new Error('boom'));"],
])('of %s of an actor', async (_, begin) => {
  writeActor(begin);
  const { code, stderr } = await workplace.hero(['run', '-e', '!!stray.go']);
  expect(code).toBe(70);
  const told = /^hero: an error that nothing caught, in an actor or in hero itself: boom; the trace is in (\S+)\n$/m;
  const [, file = ''] = told.exec(stderr) ?? [];
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readFileSync(file, 'utf8')).toContain('stray.ts');
});

test('the file of the trace has no passwords of addresses', async () => {
  writeActor("setTimeout(() => { throw new Error('boom'); });");
  const args = ['run', '--set', 'db=redis://user:rosebud@host:6379', '-e', '!!stray.go'];
  const { stderr } = await workplace.hero(args);
  const trace = readFileSync(/the trace is in (\S+)/.exec(stderr)?.[1] ?? '', 'utf8');
  expect(trace).toContain('run --set db=redis://user@host:6379 -e !!stray.go');
  expect(trace).not.toContain('rosebud');
});

test('of an actor of an agent it is a line of its log', async () => {
  writeActor("setTimeout(() => { throw new Error('boom'); });");
  const agent = daemon(workplace, ['agent']);
  await agent.says('agent started');
  await workplace.hero(['run', '--remote', '--detach', '-e', '!!stray.go']);
  const said = await agent.says('an error that nothing caught, in an actor or in hero itself');
  expect(said).toMatchObject({ level: 'error', error: 'boom' });
  expect(readFileSync(String(said.trace), 'utf8')).toContain('stray.ts');
  expect((await agent.end).code).toBe(70);
});
