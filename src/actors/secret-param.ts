// Secrets put into the value of a param so that they stay one item of a list and one text in JSON, whatever is in them.

import { fillSecrets } from '../records/secret-text.ts';
import type { ParamType } from '../records/signature.ts';
import { quoted } from '../script/quoting.ts';
import { listItems } from './params.ts';

export function fillSecretParam(type: ParamType, text: string, values: ReadonlyMap<string, string>): string {
  if (type === 'list') {
    return listItems(text)
      .map((item) => quoted(fillSecrets(item, values), '"'))
      .join(',');
  }
  if (type !== 'json') return fillSecrets(text, values);
  const inJson = [...values].map(([name, value]) => [name, JSON.stringify(value).slice(1, -1)] as const);
  return fillSecrets(text, new Map(inJson));
}
