// What `--step` asks before a job: all that is known of it, and what can be answered.

import type { StepQuestion } from '../../app/run/stepper.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { formatSeconds } from '../../print/format.ts';
import type { Terminal } from '../../print/terminal.ts';

export const stepHelp = `y  run it
n  leave it out, and what names it in job.after or uses its result
e  write it anew in VISUAL or EDITOR, then ask again
a  run it and all that are left, without asking
q  leave out all that are left`;

const maxLines = 20;

/** `nameOf`: an agent as people know it. */
export function questionText(question: StepQuestion, err: Terminal, nameOf: (pubkey: string) => string): string {
  const { job, position, count, access, agents, note } = question;
  const { style, ascii, glyphs } = err.look;
  const lines = [
    `${style.strong(`${job.label}  ${job.actor}.${job.action}`)}  ${style.dim(`${job.file}:${job.line}  ${position} of ${count}`)}`,
    ...Object.entries(job.params).flatMap(([key, value]) => paramLines(key, value)),
    style.dim(`access   ${access.join(', ')}`),
    style.dim(`agents   ${agents.map(nameOf).join(', ')}`),
    style.dim(
      `timeout  ${formatSeconds(job.timeout)}  tries ${job.tries}  after ${job.after.join(', ') || glyphs.dash}`,
    ),
  ];
  const [head = '', ...rest] = lines.map((line) => tameLine(line, ascii));
  const text = [head, ...rest.map((line) => `    ${line}`)].join('\n');
  return `${note === undefined ? '' : `${tameLine(note, ascii)}\n`}${text}\n`;
}

export function promptText(err: Terminal): string {
  const { strong } = err.look.style;
  const words = ['yes', 'no', 'edit', 'all', 'quit'].map((word) => `${strong(word.charAt(0))}${word.slice(1)}`);
  return `run it? ${words.join(' / ')} / ${strong('?')}  `;
}

/** All of it as it will be, unless that would fill the screen. */
function paramLines(key: string, value: string): string[] {
  const lines = value.split('\n');
  if (lines.length === 1) return [`${key}: ${value}`];
  const shown = lines.slice(0, maxLines).map((line) => `    ${line}`);
  const more = lines.length > maxLines ? [`    and ${lines.length - maxLines} more lines`] : [];
  return [`${key}:`, ...shown, ...more];
}
