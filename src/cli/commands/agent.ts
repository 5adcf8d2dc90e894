// `hero agent`: flags and signals of a process that executes jobs.

import { type Command, Option } from 'commander';
import { plural } from '../../print/format.ts';
import { daemonLog } from '../daemon-log.ts';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import {
  readCount,
  readDuration,
  readPort,
  withActors,
  withLogLevel,
  withRoot,
  withSecrets,
  withStore,
} from '../options.ts';

interface AgentFlags extends GlobalFlags {
  key: string;
  concurrency?: number;
  name?: string;
  description?: string;
  address?: string;
  port?: number;
  grace: number;
  root: string[];
  logLevel: string;
}

export function agentCommand(program: Command, door: Door): void {
  const command = program
    .command('agent')
    .description('execute jobs of all who may ask for them, until it is told to end')
    .option('--key <name>', 'its key: a name in the folder of keys, or a path; made if need be', 'node')
    .option('--name <name>', 'what scripts call it: job.agents:NAME')
    .option('--description <text>', 'what it is for')
    .option('--address <host>', 'where others reach it')
    .option('--port <n>', 'port there', readPort)
    .option('--concurrency <n>', 'jobs that run at a time in this process', readCount)
    .addOption(
      new Option('--grace <duration>', 'how long running jobs may go on after SIGTERM')
        .argParser(readDuration)
        .default(30, '30s'),
    );
  withSecrets(withActors(withStore(withRoot(withLogLevel(command))))).action((flags: AgentFlags) =>
    serve(command, door, flags),
  );
  list(command, door);
  show(command, door);
  drain(command, door);
  remove(command, door);
  command.hook('preSubcommand', handFlagsOn);
}

/** `hero agent --store S ls` means `hero agent ls --store S`; a flag that only the process has is not lost in silence. */
function handFlagsOn(parent: Command, child: Command): void {
  for (const option of parent.options) {
    const name = option.attributeName();
    if (parent.getOptionValueSource(name) !== 'cli') continue;
    if (!child.options.some((other) => other.attributeName() === name)) {
      parent.error(`error: unknown option '${option.long}' for ${child.name()}`, { exitCode: 2 });
    }
    child.setOptionValueWithSource(name, parent.getOptionValue(name), 'cli');
  }
}

const agents = () => import('../../app/use-cases/agents.ts');
const views = () => import('../views/agent-view.ts');

function list(parent: Command, door: Door): void {
  const command = parent.command('ls').description('list agents').option('--json', 'an array of agents');
  withStore(command).action(async (flags: GlobalFlags) => {
    const answer = await (await agents()).listAgents(settingsOf(door, flags));
    if (!answer.ok) return fail(door, answer.diagnostics);
    const { agents: all, now } = answer.value;
    if (flags.json === true) writeJson(door, all);
    else (await views()).agentListView(all, door, now);
  });
}

function show(parent: Command, door: Door): void {
  const command = parent.command('show <agent>').description('show one agent').option('--json', 'the agent');
  withStore(command).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await agents()).showAgent(settingsOf(door, flags), name);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).agentDetailView(answer.value, door);
  });
}

async function serve(command: Command, door: Door, flags: AgentFlags): Promise<void> {
  const { name, description, address, port, concurrency } = flags;
  if (name !== undefined && !/^[\w.-]+$/.test(name)) {
    command.error("error: a name has letters, digits, '.', '_' and '-' only", { exitCode: 2 });
  }
  const [{ listenForEnd }, { serveAgent }] = await Promise.all([
    import('../../app/daemon/signals.ts'),
    import('../../app/use-cases/serve-agent.ts'),
  ]);
  const signals = listenForEnd();
  try {
    const diagnostics = await serveAgent(
      {
        settings: settingsOf(door, flags),
        entry: door.entry,
        log: await daemonLog(door, flags.logLevel),
        key: flags.key,
        root: flags.root,
        graceMs: flags.grace * 1000,
        ...(concurrency === undefined ? {} : { concurrency }),
        self: {
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(address === undefined ? {} : { address }),
          ...(port === undefined ? {} : { port }),
        },
      },
      signals,
    );
    await fail(door, diagnostics);
  } finally {
    signals.stop();
  }
}

function drain(parent: Command, door: Door): void {
  const command = parent
    .command('drain <agent>')
    .description('an agent is to take no more jobs; those it runs go on')
    .option('--off', 'it is to take jobs again')
    .option('--json', 'the agent');
  withStore(command).action(async (name: string, flags: GlobalFlags & { off?: boolean }) => {
    const on = flags.off !== true;
    const answer = await (await agents()).drainAgent(settingsOf(door, flags), name, on);
    if (!answer.ok) return fail(door, answer.diagnostics);
    const { name: found, pubkey, jobs } = answer.value;
    if (flags.json === true) writeJson(door, answer.value);
    else {
      const what = on ? `takes no more jobs; it runs ${plural(jobs, 'job')} now` : 'takes jobs again';
      door.stdout.write(`${found || pubkey} ${what}\n`);
    }
  });
}

function remove(parent: Command, door: Door): void {
  const command = parent
    .command('rm <agent>')
    .description('forget an agent that is down or gone, and say what still counts on it')
    .option('--json', '{removed, name, waiting, schedules, unoffered}');
  withStore(command).action(async (name: string, flags: GlobalFlags) => {
    const { removeAgent } = await import('../../app/use-cases/agent-removal.ts');
    const answer = await removeAgent(settingsOf(door, flags), name);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else (await views()).agentRemovedView(answer.value, door);
  });
}
