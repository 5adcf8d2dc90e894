// How long something takes: the spelling of timeouts and delays.

import { type Parsed, right, wrong } from './parsed.ts';

const unitSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds: `90s`, `10m`, `1h30m`, `2d`, `500ms`; a bare number counts seconds. Never negative. */
export function parseDuration(text: string): Parsed<number> {
  const trimmed = text.trim().toLowerCase();
  const help = 'write it as 90s, 10m, 1h30m or 2d';
  if (/^\d+(?:_\d+)*(?:\.\d+)?$/.test(trimmed)) return finite(text, Number(trimmed.replaceAll('_', '')), help);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw])\s*)+$/.test(trimmed)) return wrong(text, 'a duration', help);
  let [total, least] = [0, Number.POSITIVE_INFINITY];
  for (const [, digits = '', unit = ''] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) {
    const size = unitSeconds[unit] ?? 0;
    // 30m1h and 1h1h are slips, not durations.
    if (size >= least) return wrong(text, 'a duration', 'write the larger units first, each once: 1h30m');
    least = size;
    total += unit === 'ms' ? Number(digits) / 1000 : Number(digits) * size;
  }
  return finite(text, total, help);
}

function finite(text: string, value: number, help: string): Parsed<number> {
  return value <= Number.MAX_SAFE_INTEGER ? right(value) : wrong(text, 'a duration that fits', help);
}
