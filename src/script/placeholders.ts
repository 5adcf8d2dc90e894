// Finds the placeholders of a value, `${…}` and `{NAME}`, and the spellings that mean the characters themselves.

export type Piece = { kind: 'text'; text: string } | Placeholder;

/** `raw` is how it is written, `start` where in the text. */
export type Placeholder = {
  raw: string;
  start: number;
} /** `${NAME}`, `${NAME:-default}`, `${NAME:?message}`; `name` may have dots. */ & (
  | { kind: 'dollar'; name: string; otherwise?: { sign: '-' | '?'; text: string } }
  /** `{NAME}`: stays as it is when nobody knows the name. */
  | { kind: 'brace'; name: string }
  /** `${` that is no placeholder. */
  | { kind: 'broken'; closed: boolean }
);

const opening = /\$\$\{|\\\{(?=\w+\})|\$\{|\{(\w+)\}/g;
const plainName = /^[A-Za-z_]\w*$/;
const content = /^([A-Za-z_#][\w.#-]*)(?::([-?])([\s\S]*))?$/;

/** Whether there may be anything to replace; most values say no at once. */
export function mayHavePlaceholders(text: string): boolean {
  return text.includes('{');
}

/** The value cut into pieces; their texts in order are what the value means. */
export function splitPlaceholders(text: string): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  let at = 0;
  const push = (piece: Piece) => {
    if (literal !== '') pieces.push({ kind: 'text', text: literal });
    literal = '';
    pieces.push(piece);
  };
  for (;;) {
    opening.lastIndex = at;
    const match = opening.exec(text);
    if (match === null) break;
    const [raw, braced] = match;
    literal += text.slice(at, match.index);
    at = match.index + raw.length;
    if (raw === '$${') literal += '${';
    else if (raw === '\\{') literal += '{';
    else if (braced !== undefined) push({ kind: 'brace', raw, start: match.index, name: braced });
    else {
      const end = closingBrace(text, at);
      if (end === -1) {
        push({ kind: 'broken', raw, start: match.index, closed: false });
        // The rest is told by the same problem; looking for each further brace could take long.
        break;
      }
      push(readDollar(text.slice(match.index, end + 1), match.index));
      at = end + 1;
    }
  }
  literal += text.slice(at);
  if (literal !== '') pieces.push({ kind: 'text', text: literal });
  return pieces;
}

/** The text as a value says it: nothing in it is a placeholder. */
export function escapePlaceholders(text: string): string {
  return text.replace(/\$\{|\{(?=\w+\})/g, (raw) => (raw === '{' ? '\\{' : `$${raw}`));
}

function readDollar(raw: string, start: number): Placeholder {
  const inner = raw.slice(2, -1);
  if (plainName.test(inner)) return { kind: 'dollar', raw, start, name: inner };
  const match = content.exec(inner);
  if (match === null) return { kind: 'broken', raw, start, closed: true };
  const [, name = '', sign, text = ''] = match;
  if (sign !== '-' && sign !== '?') return { kind: 'dollar', raw, start, name };
  return { kind: 'dollar', raw, start, name, otherwise: { sign, text } };
}

/** Index of the brace that closes the one before `from`; a default may hold placeholders of its own. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === '{') depth += 1;
    else if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return -1;
}
