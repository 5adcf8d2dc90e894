// `hero agent ls` and `show`: who is up, with what, and since when.

import { briefGuid, briefKey } from '../../print/brief.ts';
import { formatAgo, formatTime, plural } from '../../print/format.ts';
import { type Pair, renderPairs } from '../../print/pairs.ts';
import type { Look } from '../../print/style.ts';
import { type Cell, type Column, renderTable } from '../../print/table.ts';
import type { Screens } from './view.ts';

type AgentSheet = import('../../app/use-cases/agents.ts').AgentSheet;
type RemovedAgent = import('../../app/use-cases/agent-removal.ts').RemovedAgent;

const columns: Column[] = [
  { head: 'agent', min: 6, max: 24 },
  { head: 'state' },
  { head: 'jobs', align: 'right' },
  { head: 'processes', align: 'right', rank: 3 },
  { head: 'actors', min: 8, rank: 2 },
  { head: 'address', rank: 1 },
  { head: 'seen', align: 'right', rank: 4 },
  { head: 'key' },
];

export function agentListView(agents: readonly AgentSheet[], { stdout, stderr }: Screens, now: number): void {
  if (agents.length === 0) {
    stderr.write('no agents; hero agent  starts one\n');
    return;
  }
  const { look, columns: width } = stdout;
  const rows = agents.map((agent): Cell[] => [
    agent.name,
    stateCell(agent, look),
    String(agent.jobs),
    String(agent.processes.length),
    actorsOf(agent).join(' '),
    addressOf(agent),
    formatAgo(now - agent.last_seen_ms),
    { text: briefKey(agent.pubkey), paint: look.style.dim },
  ]);
  stdout.write(`${renderTable(columns, rows, { look, width }).join('\n')}\n`);
  for (const [name, keys] of namesakes(agents)) {
    stderr.write(`${keys.length} agents are called ${name}: name them by their keys, ${keys.join(', ')}\n`);
  }
}

/** Names that several agents have which are not down, and the keys of those. */
function namesakes(agents: readonly AgentSheet[]): [name: string, keys: string[]][] {
  const byName = new Map<string, string[]>();
  for (const { name, pubkey, state } of agents) {
    if (name !== '' && state !== 'down') byName.set(name, [...(byName.get(name) ?? []), briefKey(pubkey)]);
  }
  return [...byName].filter(([, keys]) => keys.length > 1);
}

export function agentDetailView(agent: AgentSheet, { stdout }: Screens): void {
  const { look } = stdout;
  const processes = agent.processes.map(
    ({ host, pid, started_ms, run }) =>
      `${host} ${pid} since ${formatTime(started_ms)}${run === null ? '' : ` for run ${run}`}`,
  );
  const pairs: Pair[] = [
    ['name', agent.name],
    ['key', agent.pubkey],
    ['state', stateCell(agent, look)],
    ['seen', formatTime(agent.last_seen_ms)],
    ['about', agent.record?.description ?? ''],
    ['address', addressOf(agent)],
    ['signature', signatureCell(agent, look)],
    ['jobs', `${plural(agent.jobs, 'job')} now`],
    ['processes', processes.join('\n')],
    ['offers', offersOf(agent).join('\n')],
  ];
  stdout.write(`${renderPairs(pairs, look).join('\n')}\n`);
}

export function agentRemovedView(agent: RemovedAgent, { stderr }: Screens): void {
  const { removed, name, waiting, schedules, unoffered } = agent;
  stderr.write(`${name || removed} is removed\n`);
  const [first] = waiting;
  if (first !== undefined) {
    const which = waiting.length === 1 ? 'names it' : 'name it';
    stderr.write(`${plural(waiting.length, 'open job')} ${which}: hero job why ${briefGuid(first)}\n`);
  }
  for (const schedule of schedules) stderr.write(`the schedule ${schedule} names it\n`);
  for (const actor of unoffered) stderr.write(`nobody offers ${actor} any more; its service stays, with its rights\n`);
}

function stateCell({ state }: AgentSheet, { style }: Look): Cell {
  return { text: state, paint: { up: style.ok, draining: style.warning, down: style.dim, gone: style.error }[state] };
}

function signatureCell({ signature }: AgentSheet, { style }: Look): Cell {
  return signature === 'bad' ? { text: 'does not fit the record', paint: style.error } : signature;
}

function actorsOf({ record }: AgentSheet): string[] {
  return record?.services.map(({ actor }) => actor) ?? [];
}

function offersOf({ record }: AgentSheet): string[] {
  return record?.services.map(({ actor, actions }) => `${actor}: ${actions.map((a) => a.action).join(' ')}`) ?? [];
}

function addressOf({ record }: AgentSheet): string {
  return record === undefined || record.address === '' ? '' : `${record.address}:${record.port}`;
}
