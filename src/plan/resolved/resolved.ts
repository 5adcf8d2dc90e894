// A plan back to one script that makes the same jobs wherever it is run: includes in place, placeholders filled in, and
// on each action what scopes, defaults and flags say of it.

import { maxScriptBytes } from '../../records/bounds.ts';
import { makeParam } from '../../script/make.ts';
import { escapePlaceholders } from '../../script/placeholders.ts';
import { writeAction } from '../../script/write.ts';
import type { EchoStep, JobStep, Plan, PlannedLimit, PlannedSchedule } from '../plan.ts';
import { attributeTexts } from './attributes.ts';
import { JobNames } from './names.ts';
import { OpenVariables, paramText, type ValueContext, valueText } from './values.ts';

type Pair = [key: string, text: string];

/**
 * Jobs keep their labels; `#n` counts the jobs that are part of the plan, and of labels that are there twice the second
 * is numbered. Values of secret params are left open, and so is what no script can say: the first lines name the variables.
 */
export function writeResolved(plan: Plan): string {
  const text = writeAll(plan, false);
  if (Buffer.byteLength(text) <= maxScriptBytes) return text;
  return `// What is built in is left out here: a script must not be longer than ${maxScriptBytes} bytes.\n${writeAll(plan, true)}`;
}

function writeAll({ steps, jobs, limits, schedules }: Plan, brief: boolean): string {
  const open = new OpenVariables();
  const blocks = limits.map(limitText);
  const names = new JobNames(jobs);
  const context: ValueContext = { open, labelOf: (n) => names.labelOf(n) };
  for (const step of steps) {
    blocks.push(step.kind === 'echo' ? echoText(step, context) : jobText(step, context, brief));
  }
  for (const schedule of schedules) {
    const own = new JobNames(schedule.jobs);
    const inside: ValueContext = { open, labelOf: (n) => own.labelOf(n) };
    blocks.push(scheduleText(schedule), ...schedule.jobs.map((step) => jobText(step, inside, brief)));
  }
  return [...head(open.names), ...blocks].map((block) => `${block}\n`).join('\n');
}

function head(open: readonly string[]): string[] {
  const given = open.filter((name) => !name.startsWith('env.'));
  const allowed = open.filter((name) => name.startsWith('env.')).map((name) => name.slice(4));
  const lines = [
    ...(given.length === 0 ? [] : [`// to be given with --var-file or --set: ${given.join(', ')}`]),
    ...(allowed.length === 0 ? [] : [`// to be allowed with --allow-env: ${allowed.join(',')}`]),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function jobText(step: JobStep, context: ValueContext, brief: boolean): string {
  const { labelOf } = context;
  const label = labelOf(step.n);
  const params = Object.keys(step.params).map((key): Pair => [key, paramText(step, key, context)]);
  const name: Pair[] = label.startsWith('#') ? [] : [['job.name', label]];
  const after: Pair = ['job.after', step.after.map(labelOf).join(',')];
  return written(step.actor, step.action, [...params, ...name, after, ...attributeTexts(step.attributes, brief)]);
}

function echoText(step: EchoStep, context: ValueContext): string {
  const content = valueText(step.text, step.references, context) ?? context.open.standFor(step.text, 'content');
  return written('play', 'echo', [['content', content]]);
}

function limitText({ kind, name, max }: PlannedLimit): string {
  const about: Pair[] = kind === 'store' ? [['max_bytes', String(max ?? 1)]] : [[kind, escapePlaceholders(name)]];
  if (max === null) about.push(['state', 'absent']);
  else if (kind !== 'store') about.push(['max_running', String(max)]);
  return written('limit', 'define', about);
}

function scheduleText({ name, cron, tz, overlap, catchup }: PlannedSchedule): string {
  const pairs = Object.entries({ name, cron, tz, overlap, catchup });
  return written('schedule', 'define', pairs);
}

function written(actor: string, action: string, pairs: readonly Pair[]): string {
  const params = pairs.map(([key, text]) => makeParam(key, text, ''));
  return writeAction({ type: 'sal', actor, action, params, args: [] }, { comments: false, inOrder: true });
}
