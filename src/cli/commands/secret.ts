// `hero secret …`: the secrets of this machine's user. A value is never an argument, where other users could see it.

import type { Command } from 'commander';
import { type Door, fail, type GlobalFlags, readAll, settingsOf, writeJson } from '../door.ts';
import { withSecrets } from '../options.ts';

const keeping = () => import('../../app/use-cases/secrets.ts');

export function secretCommand(program: Command, door: Door): void {
  const secret = program.command('secret').description('values that scripts name and only the executing agent reads');
  const set = secret
    .command('set <name>')
    .description('keep a secret; its value is asked for, or read from standard input')
    .option('--json', '{name, replaced}');
  withSecrets(set).action(async (name: string, flags: GlobalFlags) => {
    const value = door.stdin.isTTY ? await askHidden(door, `value of ${name}: `) : await readAll(door.stdin);
    if (value === undefined) {
      door.exit = 130;
      return;
    }
    const kept = (await keeping()).keepSecret(settingsOf(door, flags), name, value);
    if (!kept.ok) return fail(door, [kept.diagnostic]);
    if (flags.json === true) writeJson(door, { name, replaced: kept.value });
    else door.stderr.write(`secret ${name} ${kept.value ? 'replaced' : 'kept'}; scripts write $\{secret.${name}}\n`);
  });
  const list = secret.command('ls').description('list the names of secrets').option('--json', 'an array of names');
  withSecrets(list).action(async (flags: GlobalFlags) => {
    const found = (await keeping()).secretNames(settingsOf(door, flags));
    if (!found.ok) return fail(door, [found.diagnostic]);
    if (flags.json === true) writeJson(door, found.value);
    else if (found.value.length === 0) door.stderr.write('no secrets; hero secret set NAME  keeps one\n');
    else door.stdout.write(`${found.value.join('\n')}\n`);
  });
  const remove = secret.command('rm <secret>').description('remove a secret').option('--json', '{removed}');
  withSecrets(remove).action(async (name: string, flags: GlobalFlags) => {
    const removed = (await keeping()).dropSecret(settingsOf(door, flags), name);
    if (!removed.ok) return fail(door, [removed.diagnostic]);
    if (flags.json === true) writeJson(door, { removed: name });
    else door.stderr.write(`secret ${name} removed\n`);
  });
}

/** One line that is typed and not shown; undefined when it was given up. */
async function askHidden({ stdin, stderr }: Door, question: string): Promise<Buffer | undefined> {
  // First, so that nothing is shown of what is typed as soon as the question is there.
  stdin.setRawMode(true).setEncoding('utf8');
  stderr.write(question);
  let typed = '';
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      for (const key of String(chunk)) {
        if (key === '\u0003') return undefined;
        if (key === '\r' || key === '\n' || key === '\u0004') return Buffer.from(typed);
        if (key === '\u007f' || key === '\b') typed = [...typed].slice(0, -1).join('');
        else typed += key;
      }
    }
    return Buffer.from(typed);
  } finally {
    stdin.setRawMode(false).pause();
    stderr.write('\n');
  }
}
