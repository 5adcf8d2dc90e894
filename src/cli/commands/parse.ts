// `hero parse`: what the parser reads in a script.

import { type Command, Option } from 'commander';
import { exitCodeOfDiagnostics } from '../../app/exit-codes.ts';
import { type Door, type GlobalFlags, printDiagnostics, settingsOf } from '../door.ts';
import { expectInputs } from '../inputs.ts';
import { collect, type ReadingFlags, readingOf, withReading } from '../options.ts';

interface ParseFlags extends ReadingFlags, GlobalFlags {
  eval: string[];
  find?: string;
  export?: boolean;
  hash?: boolean;
  tokens?: boolean;
  tree?: boolean;
}

export function parseCommand(program: Command, door: Door): void {
  const command = program
    .command('parse [inputs...]')
    .description('show the actions of scripts')
    .option('-e, --eval <text>', 'parse this text; repeatable', collect, [])
    .option('--find <filter>', "only these actions, such as 'git.clone,vm.*'")
    .addOption(
      new Option('--export', 'print the actions as HeroScript, in the form that machines compare').conflicts('json'),
    )
    .addOption(new Option('--hash', 'also the hash of what each action says').conflicts('export'))
    .addOption(new Option('--tokens', 'the tokens of each text').conflicts(['find', 'export', 'hash', 'tree']))
    .addOption(new Option('--tree', 'the tree of each text, comments kept').conflicts(['find', 'export', 'hash']))
    .option('--no-color', 'no colours')
    .option('--json', 'print {"actions":[…],"diagnostics":[…]}, or {"files":[…],"diagnostics":[…]}');
  withReading(command).action(async (names: string[], flags: ParseFlags) => {
    const inputs = await expectInputs(door, command, names, flags.eval);
    if (inputs === undefined) return;
    const { parseScripts } = await import('../../app/use-cases/check.ts');
    const { scripts, diagnostics } = await parseScripts({
      settings: settingsOf(door, flags),
      inputs,
      reading: readingOf(flags),
    });
    door.exit = exitCodeOfDiagnostics(diagnostics);
    if (flags.tokens === true || flags.tree === true) {
      const { treeView } = await import('../views/tree-view.ts');
      const shape = flags.tokens === true ? 'tokens' : 'tree';
      treeView(scripts, diagnostics, { shape, markdown: flags.md, json: flags.json === true }, door);
      if (flags.json !== true) await printDiagnostics(door, diagnostics);
      return;
    }
    const { findActions, findInScripts } = await import('../../script/find.ts');
    const { actionsOf, scriptToJson } = await import('../../script/json.ts');
    const { find } = flags;
    const actionsIn = (includes: boolean) => {
      const actions = actionsOf(scripts, includes);
      return find === undefined ? actions : findActions(actions, find);
    };
    if (flags.json === true) {
      const hash = flags.hash === true ? await import('../../script/hash.ts') : undefined;
      door.stdout.write(`${scriptToJson(actionsIn(true), diagnostics, hash?.hashAction)}\n`);
      return;
    }
    if (flags.export === true) {
      const { writeScript } = await import('../../script/write.ts');
      door.stdout.write(writeScript(actionsIn(false)));
    } else {
      const { parseView } = await import('../views/parse-view.ts');
      const hash = flags.hash === true ? await import('../../script/hash.ts') : undefined;
      parseView(find === undefined ? scripts : findInScripts(scripts, find), door, hash?.hashAction);
    }
    await printDiagnostics(door, diagnostics);
  });
}
