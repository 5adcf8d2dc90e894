// Real documents: each is read without a throw, and as the reference reads it, or a rule of ours says why not.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../scripts/compatibility/rule.ts';
import { data, hasData, type ReferenceAction, read, readJson } from './reference.ts';
import { countRules, ruleOfReading } from './rules.ts';

interface Document {
  path: string;
  ok: boolean;
  actions?: {
    actor: string;
    name: string;
    type: string;
    comments: string;
    params: [string, string, string][];
    args: string[];
  }[];
}

describe.skipIf(!hasData())('corpus', () => {
  const documents = hasData() ? readJson<Document>('corpus_oracle.jsonl') : [];

  test('documents that the reference reads are read alike, or a rule says why not', () => {
    const rules: (Rule | undefined)[] = [];
    const differing = documents.filter((document) => document.ok && !isAlike(document));
    for (const { path } of differing) {
      const rule = ruleOfReading(textOf(path), path);
      expect(rule, path).toBeDefined();
      rules.push(rule);
    }
    const both = documents.filter(({ ok }) => ok).length;
    console.log(`${both - differing.length} of ${both} documents are read alike; rules: ${countRules(rules)}`);
  });

  test('documents that the reference rejects have actions or a diagnostic', () => {
    for (const { path } of documents.filter(({ ok }) => !ok)) {
      const { actions, errors } = readDocument(path);
      expect(actions.length + errors.length, path).toBeGreaterThan(0);
    }
  });
});

function readDocument(path: string) {
  return read(textOf(path), path);
}

function textOf(path: string): string {
  return readFileSync(join(data, 'corpus', path), 'utf8');
}

function isAlike({ path, actions = [] }: Document): boolean {
  const reading = readDocument(path);
  if (reading.errors.length > 0) return false;
  const ours = reading.actions.map((action) => JSON.stringify(meaning(action)));
  const theirs = actions.map((action) => {
    const params = action.params.map(([key, value]) => ({ key, value }));
    return JSON.stringify(meaning({ ...action, params }));
  });
  return ours.join('\n') === theirs.join('\n');
}

/** Which param a comment belongs to is a rule of ours; the reference deletes `id`. */
function meaning({ actor, name, type, comments, params, args }: ReferenceAction): unknown[] {
  return [
    type,
    actor,
    name,
    comments,
    params.filter(({ key }) => key !== 'id').map(({ key, value }) => [key, value]),
    args,
  ];
}
