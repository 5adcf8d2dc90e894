// How a job stands, in one word, one glyph and one colour; the same in every view.

import type { RunJob } from '../../app/events.ts';
import type { Look, Paint } from '../../print/style.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import type { JobState } from '../../records/words.ts';

export interface JobWord {
  word: string;
  glyph: string;
  paint: Paint;
}

const outcomeWords: Record<OutcomeKind, string> = {
  ok: 'ok',
  failed: 'failed',
  timeout: 'timeout',
  not_picked_up: 'not picked up',
  denied: 'denied',
  lost: 'lost',
  cancelled: 'cancelled',
  dependency: 'skipped',
  poison: 'poison',
  unknown: 'failed',
};

export interface Standing {
  state: JobState | 'planned_only';
  outcome: OutcomeKind | null;
  ignored: boolean;
}

export function jobWord(job: Standing, look: Look): JobWord {
  const { glyphs, style } = look;
  switch (job.state) {
    case 'created':
      return { word: 'waiting', glyph: glyphs.waiting, paint: style.dim };
    case 'planned_only':
      return { word: 'planned only', glyph: glyphs.waiting, paint: style.dim };
    case 'scheduled':
      return { word: 'scheduled', glyph: glyphs.scheduled, paint: style.info };
    case 'planned':
      return { word: 'planned', glyph: glyphs.planned, paint: style.info };
    case 'running':
      return { word: 'running', glyph: glyphs.running[0] ?? '', paint: style.running };
    case 'ok':
      return { word: 'ok', glyph: glyphs.ok, paint: style.ok };
    case 'error':
      if (job.ignored) return { word: 'ignored', glyph: glyphs.ignored, paint: style.warning };
      if (job.outcome === 'dependency') return { word: 'skipped', glyph: glyphs.skipped, paint: style.dim };
      return { word: outcomeWords[job.outcome ?? 'failed'], glyph: glyphs.error, paint: style.error };
  }
}

/** In a run, what was called off before it began counts as skipped, as what depends on a failed job does. */
export function runJobWord(job: RunJob, look: Look): JobWord {
  return jobWord(isSkipped(job) ? { ...job, outcome: 'dependency' } : job, look);
}

export function isSkipped(job: RunJob): boolean {
  if (job.state !== 'error' || job.ignored) return false;
  return job.outcome === 'dependency' || (job.outcome === 'cancelled' && job.try === 0);
}

/** Ended in an error that counts. */
export function isFailure(job: RunJob): boolean {
  return job.state === 'error' && !job.ignored && !isSkipped(job);
}

export function isEnded(job: RunJob): boolean {
  return job.state === 'ok' || job.state === 'error';
}

/** Executions that were lost count for no try, so there may be more of them than tries. */
export function tryOf(job: RunJob): string {
  return job.try > job.tries ? String(job.try) : `${job.try}/${job.tries}`;
}
