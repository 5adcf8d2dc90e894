// `hero stats`: the numbers of a store below one another.

import { formatBytes, formatDuration, plural } from '../../print/format.ts';
import { type Pair, renderPairs } from '../../print/pairs.ts';
import type { Screens } from './view.ts';

type Statistics = import('../../app/use-cases/stats.ts').Statistics;

export function statsView(stats: Statistics, { stdout }: Screens): void {
  const limit = stats.maxBytes === null ? '' : ` of at most ${formatBytes(stats.maxBytes)}`;
  const pairs: Pair[] = [
    ['store', `${stats.store}  ${formatBytes(stats.bytes)}${limit}`],
    ['jobs', counts(stats.byState)],
    ['outcomes', counts(stats.byOutcome)],
    ['last minute', rate(stats.minute, stats.rates_of_newest)],
    ['last hour', rate(stats.hour, stats.rates_of_newest)],
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

/** `most`: of more jobs only the latest so many are counted. */
function rate({ ended, failed, run_ms }: Statistics['minute'], most: number | null): string {
  const half = run_ms === null ? '' : `, half of them within ${formatDuration(run_ms)}`;
  const all = ended === most ? `${most} or more ended; of the latest ${most}: ` : `${ended} ended, `;
  return `${all}${failed} failed${half}`;
}
