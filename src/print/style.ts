// Whether there is colour, and which glyphs: decided once for each output, from the environment.

import type { DiagnosticStyle } from '../diagnostics/render.ts';

export type Paint = (text: string) => string;

export interface Style extends DiagnosticStyle {
  ok: Paint;
  running: Paint;
  dim: Paint;
}

/** Each is one column wide, but for `ellipsis` and `dash` in ASCII. */
export interface Glyphs {
  waiting: string;
  scheduled: string;
  planned: string;
  running: readonly string[];
  ok: string;
  error: string;
  ignored: string;
  skipped: string;
  bar: string;
  ellipsis: string;
  /** For "none" in a table. */
  dash: string;
}

/** How an output may be written to. */
export interface Look {
  colour: boolean;
  ascii: boolean;
  style: Style;
  glyphs: Glyphs;
}

/** No colour, Unicode. */
export function plainLook(): Look {
  return { colour: false, ascii: false, style: plain, glyphs };
}

export interface LookFacts {
  env: Readonly<Record<string, string | undefined>>;
  isTTY: boolean;
  /** `--no-color` was given. */
  noColor?: boolean;
}

export function makeLook(facts: LookFacts): Look {
  const ascii = !isUnicode(facts.env);
  const colour = hasColour(facts);
  return { colour, ascii, style: colour ? colours : plain, glyphs: ascii ? asciiGlyphs : glyphs };
}

/** The flag wins, then FORCE_COLOR, then NO_COLOR and TERM=dumb; else colour is for terminals alone. */
function hasColour({ env, isTTY, noColor }: LookFacts): boolean {
  if (noColor === true) return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (isSet(env.NO_COLOR) || env.TERM === 'dumb') return false;
  return isTTY;
}

/** A locale that says something else than UTF-8 is believed; where none is set, screens speak UTF-8 today. */
function isUnicode(env: LookFacts['env']): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(isSet);
  if (locale === undefined) return env.TERM !== 'linux';
  return /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** By the numbers of ECMA-48 that turn it on and off. */
export function sgr(open: number, close: number): Paint {
  return (text) => (text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`);
}

const same: Paint = (text) => text;

const plain: Style = {
  error: same,
  warning: same,
  info: same,
  strong: same,
  frame: same,
  related: same,
  ok: same,
  running: same,
  dim: same,
};

const colours: Style = {
  error: sgr(31, 39),
  warning: sgr(33, 39),
  info: sgr(34, 39),
  strong: sgr(1, 22),
  frame: sgr(2, 22),
  related: sgr(36, 39),
  ok: sgr(32, 39),
  running: sgr(36, 39),
  dim: sgr(2, 22),
};

const glyphs: Glyphs = {
  waiting: '·',
  scheduled: '○',
  planned: '◔',
  running: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  ok: '✔',
  error: '✖',
  ignored: '!',
  skipped: '↷',
  bar: '│',
  ellipsis: '…',
  dash: '–',
};

const asciiGlyphs: Glyphs = {
  waiting: '.',
  scheduled: 'o',
  planned: 'p',
  running: ['>'],
  ok: '+',
  error: 'x',
  ignored: '!',
  skipped: '-',
  bar: '|',
  ellipsis: '...',
  dash: '-',
};
