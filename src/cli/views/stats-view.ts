// `hero stats`: the numbers of a store below one another.

import { formatBytes, formatDuration, plural } from '../../print/format.ts';
import { type Pair, renderPairs } from '../../print/pairs.ts';
import type { Screens } from './view.ts';

type Statistics = import('../../app/use-cases/stats.ts').Statistics;

export function statsView(stats: Statistics, { stdout }: Screens): void {
  const more = stats.rates_of_newest === null ? '' : ` (of the newest ${stats.rates_of_newest} that ended)`;
  const limit = stats.maxBytes === null ? '' : ` of at most ${formatBytes(stats.maxBytes)}`;
  const pairs: Pair[] = [
    ['store', `${stats.store}  ${formatBytes(stats.bytes)}${limit}`],
    ['jobs', counts(stats.byState)],
    ['outcomes', counts(stats.byOutcome)],
    ['last minute', `${rate(stats.minute)}${more}`],
    ['last hour', `${rate(stats.hour)}${more}`],
    ['runners', String(stats.runners)],
    ['processes', String(stats.sessions)],
    ...stats.agents.map(
      ({ name, pubkey, state, jobs }): Pair => [
        'agent',
        `${name || pubkey.slice(0, 12)}  ${state}  ${plural(jobs, 'job')}`,
      ],
    ),
  ];
  stdout.write(`${renderPairs(pairs, stdout.look, Number.POSITIVE_INFINITY, 0).join('\n')}\n`);
}

function counts(of: Record<string, number>): string {
  const some = Object.entries(of).filter(([, count]) => count > 0);
  return some.length === 0 ? 'none' : some.map(([name, count]) => `${count} ${name}`).join('  ');
}

function rate({ ended, failed, run_ms }: Statistics['minute']): string {
  const half = run_ms === null ? '' : `, half of them within ${formatDuration(run_ms)}`;
  return `${ended} ended, ${failed} failed${half}`;
}
