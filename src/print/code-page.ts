// Scripts in colours as one page for browsers, with nothing to load.

import type { ClassifiedSpan, SpanKind } from '../script/highlight.ts';
import { type CodePiece, codeLines, showPiece } from './code.ts';

export interface NamedCode {
  name: string;
  text: string;
  spans: readonly ClassifiedSpan[];
}

/** `numbered`: each line has its number, and an address such as `#L3`, or `#2-L3` in the second of several scripts. */
export function codePage(scripts: readonly NamedCode[], numbered: boolean): string {
  const several = scripts.length > 1;
  const title = scripts.map(({ name }) => name).join(', ');
  const parts = scripts.map(({ name, text, spans }, i) => {
    const lines = codeLines(text, spans).map((line, index) => {
      const code = line.map(pieceHtml).join('');
      return numbered ? `<span class="line" id="${several ? `${i + 1}-` : ''}L${index + 1}">${code}</span>` : code;
    });
    const heading = several ? `<h2>${escapeHtml(name)}</h2>\n` : '';
    return `${heading}<pre><code>${lines.join('\n')}\n</code></pre>\n`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
${styleSheet()}
</style>
</head>
<body>
${parts.join('')}</body>
</html>
`;
}

/** `kind` → the colour on a light and on a dark ground; the contrast is at least 4.5 on both. */
const colours: Partial<Record<SpanKind, readonly [light: string, dark: string]>> = {
  marks: ['#0b6b78', '#5ccfe0'],
  actor: ['#0b6b78', '#5ccfe0'],
  action: ['#0b6b78', '#5ccfe0'],
  key: ['#1f4fbf', '#8fb4ff'],
  'job-key': ['#8a2a9b', '#e09cf0'],
  number: ['#8a5200', '#e8b964'],
  boolean: ['#8a5200', '#e8b964'],
  string: ['#21692c', '#8fd694'],
  placeholder: ['#a5246a', '#ff9ccb'],
  punctuation: ['#5c6066', '#9aa0a8'],
  comment: ['#5c6066', '#9aa0a8'],
  error: ['#b3261e', '#ff8a80'],
};

const grounds = { light: ['#1b1d20', '#ffffff'], dark: ['#e4e6e9', '#16181b'] } as const;

function styleSheet(): string {
  const rules = (which: 0 | 1, [ink, paper]: readonly [string, string]) => [
    `body { color: ${ink}; background: ${paper}; }`,
    ...Object.entries(colours).map(([kind, pair]) => `.${kind} { color: ${pair[which]}; }`),
  ];
  return [
    'body { margin: 2rem; }',
    'pre { font: 0.875rem/1.5 ui-monospace, monospace; tab-size: 4; }',
    'h2 { font: 600 1rem system-ui, sans-serif; }',
    '.action { font-weight: 600; }',
    '.comment { font-style: italic; }',
    '.error { text-decoration: underline wavy; }',
    'pre { counter-reset: line; }',
    '.line { counter-increment: line; }',
    '.line::before { content: counter(line); display: inline-block; min-width: 3ch; margin-right: 2ch; ' +
      'text-align: right; opacity: 0.6; }',
    '.line:target { outline: 1px solid; }',
    ...rules(0, grounds.light),
    '@media (prefers-color-scheme: dark) {',
    ...rules(1, grounds.dark),
    '}',
  ].join('\n');
}

function pieceHtml({ text, kind }: CodePiece): string {
  const inner = escapeHtml(showPiece(text));
  return kind === undefined || kind === 'prose' ? inner : `<span class="${kind}">${inner}</span>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
