// Real documents: each is read without a throw, and as the reference reads it, or a rule of ours says why not.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { data, hasData, type ReferenceAction, read, readJson } from './reference.ts';

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

const herolib = 'freeflowuniverse+herolib';
const crystallib = 'freeflowuniverse+crystallib';
const baobab = 'freeflowuniverse+baobab';

// The reference reads these, but not as their authors meant them.
const apostrophe = 'a comment goes to the end of its line; for the reference an apostrophe in it swallows params';
const prose = 'a single ! is prose in markdown';
const blankLines = 'blank lines of a block stay';
const openString = 'a string that is never closed is an error';
const emptyKey = 'a key at the end of its line takes the text below it, not the next word';
const rules: Record<string, string> = {
  [`${herolib}/examples/biztools/examples/full/revenue_params.md`]: apostrophe,
  [`${herolib}/lib/clients/giteaclient/readme.md`]: apostrophe,
  [`${herolib}/lib/develop/gittools/README.md`]: apostrophe,
  [`${crystallib}/examples/biztools/bizmodel/example/wiki/params/revenue_params.md`]: apostrophe,
  [`${crystallib}/manual/collections/crystalbiz/params/revenue_params.md`]: apostrophe,
  [`${crystallib}/research/vdc/objective/vcd1/selectors.md`]: apostrophe,
  [`${herolib}/lib/data/markdown/markdown_test.v.L7.hero`]: 'a key without a value is the empty string',
  [`${herolib}/manual/core/concepts/sid.md`]: prose,
  [`${crystallib}/manual/collections/heroscript/concept/categories/core/core.md`]: prose,
  [`${crystallib}/manual/collections/heroscript/concept/categories/dal/user_contacts.md`]: prose,
  [`${crystallib}/manual/collections/heroscript/concept/hero_script_example.md`]: prose,
  [`${crystallib}/aiprompts/ai_core/heroscript instructions.md`]: blankLines,
  [`${crystallib}/research/vdc/objective/vcd1/myvdc.md`]: blankLines,
  [`${herolib}/lib/data/paramsparser/params_export_test.v.L207.hero`]: blankLines,
  [`${herolib}/lib/data/paramsparser/params_export_test.v.L258.hero`]: blankLines,
  [`${herolib}/lib/biz/bizmodel/templates/product_old.md`]: openString,
  [`${herolib}/lib/biz/bizmodel/templates/revenue_overview.md`]: openString,
  [`${baobab}/manual/src/actions/action_files.md`]: emptyKey,
  [`${herolib}/lib/core/playbook/filter1_test.v.L3.hero`]: emptyKey,
  [`${herolib}/lib/core/playbook/filter_test.v.L3.hero`]: `${emptyKey}; a param behind a comment at column 0 is an error`,
  [`${crystallib}/manual/collections/crystalbiz/widgets/sheet_tables.md`]: 'a colon in the name of an action is told',
  [`${crystallib}/examples/servers/caddy/example_caddy_configure.vsh.L59.hero`]: 'a key twice is an error',
  [`${baobab}/baobab/actions/actions_test.v.L8.hero`]: 'a param at column 0 right under an action is an error',
};

describe.skipIf(!hasData())('corpus', () => {
  const documents = hasData() ? readJson<Document>('corpus_oracle.jsonl') : [];

  test('documents that the reference reads are read alike', () => {
    const differing: string[] = [];
    for (const document of documents.filter(({ ok }) => ok)) if (!isAlike(document)) differing.push(document.path);
    const both = documents.filter(({ ok }) => ok).length;
    console.log(`${both - differing.length} of ${both} documents are read alike, the others by a rule of ours`);
    expect(differing.sort()).toEqual(Object.keys(rules).sort());
  });

  test('documents that the reference rejects have actions or a diagnostic', () => {
    for (const { path } of documents.filter(({ ok }) => !ok)) {
      const { actions, errors } = readDocument(path);
      expect(actions.length + errors.length, path).toBeGreaterThan(0);
    }
  });
});

function readDocument(path: string) {
  return read(readFileSync(join(data, 'corpus', path), 'utf8'), path);
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
