// JSON with one text for one value (RFC 8785), for what is hashed or signed.

/** Deeper values are refused, so that a record cannot be deeper than the stack. */
const maxDepth = 64;

export type CanonicalJson = { ok: true; text: string } | { ok: false; problem: string };

/** The value as `JSON.parse` gives it. Refused: what JSON cannot hold, text that is not Unicode, too much depth. */
export function canonicalJson(value: unknown): CanonicalJson {
  const writer = { problem: '' };
  const text = write(value, 0, writer);
  return writer.problem === '' ? { ok: true, text } : { ok: false, problem: writer.problem };
}

function write(value: unknown, depth: number, writer: { problem: string }): string {
  if (writer.problem !== '') return '';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? JSON.stringify(value) : fail(writer, 'a number without end');
  if (typeof value === 'string') {
    return value.isWellFormed() ? JSON.stringify(value) : fail(writer, 'text with half a character');
  }
  if (typeof value !== 'object') return fail(writer, `a ${typeof value}`);
  if (depth >= maxDepth) return fail(writer, `more than ${maxDepth} levels`);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1, writer)).join(',')}]`;
  // The default order is by UTF-16 code units, as the standard wants it.
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${write(name, depth, writer)}:${write(item, depth + 1, writer)}`);
  return `{${members.join(',')}}`;
}

function fail(writer: { problem: string }, problem: string): string {
  writer.problem = problem;
  return '';
}
