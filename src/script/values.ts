// What the text of a value means as a boolean, a number, a duration or a list.

export type Parsed<T> = { ok: true; value: T } | { ok: false; message: string; help?: string };

const trueWords = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const falseWords = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** In any case of letters. */
export function parseBool(text: string): Parsed<boolean> {
  const word = text.trim().toLowerCase();
  if (trueWords.has(word)) return { ok: true, value: true };
  if (falseWords.has(word)) return { ok: true, value: false };
  return wrong(text, 'true or false', 'write true or false, yes or no, on or off, 1 or 0');
}

/** A whole decimal number that a number of JavaScript holds exactly; `_` between digits. */
export function parseInteger(text: string): Parsed<number> {
  const digits = text.trim();
  if (!/^[+-]?\d+(?:_\d+)*$/.test(digits)) return wrong(text, 'a whole number', 'write digits, such as 42');
  const value = Number(digits.replaceAll('_', ''));
  if (!Number.isSafeInteger(value)) {
    return wrong(text, 'a number that fits', `the largest is ${Number.MAX_SAFE_INTEGER}`);
  }
  // No negative zero.
  return { ok: true, value: value + 0 };
}

/** A finite decimal number, `1.5`, `.5`, `1e3`, `1_000`; `50%` is 0.5. */
export function parseNumber(text: string): Parsed<number> {
  const trimmed = text.trim();
  const percent = trimmed.endsWith('%');
  const digits = percent ? trimmed.slice(0, -1).trimEnd() : trimmed;
  const well = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i.test(digits);
  const value = Number(digits.replaceAll('_', ''));
  if (!well || !Number.isFinite(value)) return wrong(text, 'a number', 'write it as 42, 1.5 or 50%');
  return { ok: true, value: percent ? value / 100 : value + 0 };
}

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
  return value <= Number.MAX_SAFE_INTEGER ? { ok: true, value } : wrong(text, 'a duration that fits', help);
}

/**
 * Items with commas between, white space around them dropped: `a,b`, `[a, b]`, `'a b',"c, d"`. Quotes around a whole
 * item are dropped, brackets and braces inside keep their commas; empty items are left out.
 */
export function parseList(text: string): Parsed<string[]> {
  let inner = text.trim();
  if (inner.startsWith('[') && inner.endsWith(']')) inner = inner.slice(1, -1);
  const items: string[] = [];
  let i = 0;
  while (i <= inner.length) {
    while (i < inner.length && /\s/.test(inner.charAt(i))) i += 1;
    const quote = inner.charAt(i);
    if (quote === "'" || quote === '"') {
      const quoted = readQuoted(inner, i);
      if (quoted !== undefined) {
        items.push(quoted.text);
        i = quoted.next + 1;
        continue;
      }
    }
    const end = bareItemEnd(inner, i);
    const item = inner.slice(i, end).trim();
    if (item !== '') items.push(item);
    i = end + 1;
  }
  return { ok: true, value: items };
}

/** A quoted item up to its comma; undefined when it is not closed or goes on behind the closing quote. */
function readQuoted(text: string, at: number): { text: string; next: number } | undefined {
  const quote = text.charAt(at);
  let out = '';
  for (let i = at + 1; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '\\') {
      let end = i;
      while (text.charAt(end) === '\\') end += 1;
      if (text.charAt(end) === quote) {
        out += '\\'.repeat((end - i) >> 1);
        if ((end - i) % 2 === 1) {
          out += quote;
          end += 1;
        }
      } else out += text.slice(i, end);
      i = end - 1;
    } else if (character === quote) {
      let next = i + 1;
      while (next < text.length && /\s/.test(text.charAt(next))) next += 1;
      return next >= text.length || text.charAt(next) === ',' ? { text: out, next } : undefined;
    } else out += character;
  }
  return undefined;
}

function bareItemEnd(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === '[' || character === '{') depth += 1;
    else if ((character === ']' || character === '}') && depth > 0) depth -= 1;
    else if (character === ',' && depth === 0) return i;
  }
  if (depth === 0) return text.length;
  const comma = text.indexOf(',', at);
  return comma === -1 ? text.length : comma;
}

function wrong(text: string, what: string, help: string): { ok: false; message: string; help: string } {
  const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return { ok: false, message: `${JSON.stringify(shown)} is not ${what}`, help };
}
