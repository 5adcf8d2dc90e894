// The compiled reference was asked what it reads and answers; where we say something else, a rule says why.

import { describe, expect, test } from 'vitest';
import type { Rule } from '../../scripts/compatibility/rule.ts';
import { type Answer, answer, type Question } from './answers.ts';
import { error } from './getters.ts';
import { belowAction, hasData, type ReferenceAction, read, readJson } from './reference.ts';
import { countRules, ruleOfAnswer, ruleOfReading } from './rules.ts';

interface Probe {
  id: string;
  op: string;
  input: string;
  name?: string;
  args?: string[];
  prio?: Record<string, string>;
  replace?: Record<string, string>;
  expect_error: boolean;
  expected?: unknown;
}

describe.skipIf(!hasData())('oracle', () => {
  const probes = hasData() ? readJson<Probe>('oracle.json') : [];
  const rules: (Rule | undefined)[] = [];

  test.each(probes)('$id', (probe) => {
    const isReading = probe.op === 'playbook' || probe.op === 'params';
    const { ours, theirs } = isReading ? reading(probe) : ask(probe);
    if (JSON.stringify(ours) === JSON.stringify(theirs)) return;
    const rule = ruleFor(probe, ours, theirs);
    rules.push(rule);
    // What a failure shows: both answers.
    if (rule === undefined) expect(ours).toEqual(theirs);
  });

  test('how many are the same', () => {
    console.log(
      `${probes.length - rules.length} of ${probes.length} probes are answered alike; rules: ${countRules(rules)}`,
    );
  });
});

function ruleFor(probe: Probe, ours: unknown, theirs: unknown): Rule | undefined {
  const { op, input, args = [] } = probe;
  const asks = probe.replace !== undefined && op === 'playbook' ? 'replaced' : (probe.name ?? op);
  const text = op === 'getter' ? textOf(input, String(args[0])) : op === 'set_getter' ? input : undefined;
  const fact = { asks, args, text, input, expected: theirs, ours, isGo: false };
  // What we cannot read, nobody can ask about.
  if ((op === 'getter' || op === 'export' || op === 'roundtrip') && read(belowAction(input)).errors.length > 0) {
    const ofReading = ruleOfReading(belowAction(input));
    if (ofReading !== undefined) return ofReading;
  }
  const ofAnswer = ruleOfAnswer(fact);
  if (ofAnswer !== undefined) return ofAnswer;
  if (op === 'playbook') return ruleOfReading(input);
  return op === 'set_getter' || op === 'find' || op === 'filtersort' ? undefined : ruleOfReading(belowAction(input));
}

function textOf(input: string, key: string): string | undefined {
  return read(belowAction(input)).actions[0]?.params.find((param) => param.key === key)?.value;
}

function reading({ op, input, replace, expect_error, expected }: Probe): Answer {
  if (replace !== undefined) {
    const { actions } = expected as { actions: ReferenceAction[] };
    const wanted = actions.map(({ params, args }) => ({ params, args, comments: [] }));
    return question({ id: '', asks: 'replaced', args: [replace], input, isScript: true, expected: wanted });
  }
  const { actions, errors } = read(op === 'playbook' ? input : belowAction(input));
  if (expect_error) return { ours: errors.length > 0 ? error : actions, theirs: error };
  const { params, args, actions: theirs } = expected as ReferenceAction & { actions?: ReferenceAction[] };
  const whole = theirs ?? [{ actor: 'a', name: 'b', type: 'sal', comments: '', params, args }];
  return {
    ours: errors.length > 0 ? errors : actions,
    theirs: whole.map((one) => ({
      actor: one.actor,
      name: one.name,
      type: one.type,
      comments: one.comments,
      params: one.params,
      args: one.args,
    })),
  };
}

function ask({ id, op, input, name = op, args = [], prio, replace, expect_error, expected }: Probe): Answer {
  const asks = name === 'params_replace' ? 'replace' : name;
  const given = op === 'set_getter' ? { params: [{ key: 'x', value: input }] } : input;
  const rest = op === 'filter_match' ? [{ include: args }] : prio !== undefined ? [prio] : replace ? [replace] : args;
  const wanted = expect_error ? error : readAnswer(asks, expected);
  return question({ id, asks, args: rest, input: given, isScript: op === 'find', expected: wanted });
}

function question(one: Question): Answer {
  const found = answer(one);
  if (found === undefined) throw new Error(`nobody knows ${one.asks}`);
  return found;
}

/** Their answers are texts, whatever they are. */
function readAnswer(asks: string, expected: unknown): unknown {
  if (typeof expected !== 'string' || asks === 'name_fix' || asks === 'export') return expected;
  if (/^get_(?:time|time_default)$/.test(asks)) return { unix: Number(expected) };
  if (asks.startsWith('get_timestamp')) return { ns: Number(expected) };
  if (asks.startsWith('get_currencyamount')) {
    const [val, currency] = expected.split(' ');
    return { val: Number(val), currency };
  }
  const isText = /^get(?:_default|_email|_telnr|_arg|_path)?$/.test(asks);
  if (isText) return expected;
  try {
    return JSON.parse(expected) as unknown;
  } catch {
    return expected;
  }
}
