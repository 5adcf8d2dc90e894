// What `hero help TOPIC` prints of the language, made from the tables that it is read by.

import { codes, type DiagnosticCode } from '../../diagnostics/codes.ts';
import { attributeEntries, attributePrefix } from '../../plan/attributes.ts';

export function attributesHelp(): string {
  const examples = attributeEntries.map(({ name, example }) => `${attributePrefix}${name}:${example}`);
  const rows = attributeEntries.map(({ type, bounds, default: usual, single }, index) => {
    const facts = [type, bounds, single === true ? 'of one action only' : undefined].filter(Boolean).join(', ');
    return [examples[index] ?? '', usual === '' ? facts : `${facts}; without it ${usual}`] as const;
  });
  const lines = table(rows).split('\n');
  const told = attributeEntries.map(({ help }, index) => `${lines[index]}\n      ${help.replaceAll('`', '')}`);
  return `An action takes these beside its params; !!job.defaults sets them, without ${attributePrefix}, for those below it.

${told.join('\n')}`;
}

/** What each gives where NAME is `web` and OTHER is not set. */
export const placeholderExamples = [
  ['${NAME}.org', 'web.org'],
  ['{NAME}.org', 'web.org'],
  ['${OTHER:-10}', '10'],
  ['${OTHER:-${NAME}}', 'web'],
  ['{OTHER}', '{OTHER}'],
  ['$${NAME} \\{NAME}', '${NAME} {NAME}'],
] as const;

/** What is known when the job is sent or executed, not when the script is read. */
const placeholderKinds = [
  ['${NAME:?message}', 'a mistake with that message when there is no NAME; ${NAME} is one without'],
  ['${job.LABEL.KEY}', 'from the result of the job called so, which is waited for; KEY status is how it ended'],
  ['${env.NAME}', 'a variable of the environment that --allow-env NAME lets the script see'],
  ['${secret.NAME}', 'a secret of the agent that executes the job, in params that take one'],
] as const;

export function placeholdersHelp(): string {
  return `Values and args are filled in after the script has been read. Variables come from --set NAME=value and --var-file,
which win, and from !!session.env_set key:NAME val:value. A value with blanks stands in quotes: '\${NAME:-a b}'.

With NAME=web, and no OTHER:

${table(placeholderExamples)}

${table(placeholderKinds)}`;
}

export function compatHelp(): string {
  const rows = (Object.keys(codes) as DiagnosticCode[])
    .filter((code) => code.startsWith('HS01'))
    .map((code) => [code, `${codes[code].severity}: ${codes[code].title}`] as const);
  return `HeroScript comes from herolib. Where that loses, rewrites or executes what the author of a script did not mean, it is
read here as it is meant. In a script for both,

${table([
  ['hero check --compat herolib FILE', 'tells what herolib would read otherwise'],
  ['hero check --compat herolib --fix FILE', 'writes it so that both read the same, where it can'],
  ['hero explain CODE', 'says more, with a bad and a good example'],
])}

${table(rows)}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`).join('\n');
}
