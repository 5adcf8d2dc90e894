// A table of texts, what each of them means, and those that mean nothing.

import { expect, test } from 'vitest';
import type { Parsed } from '../../../src/script/values/parsed.ts';

export type Case<T> = [text: string, value: T];

export function readsAs<T>(parse: (text: string) => Parsed<T>, good: Case<T>[], bad: string[]): void {
  test.each(good)('%j is %j', (text, value) => {
    expect(parse(text)).toEqual({ ok: true, value });
  });
  test.each(bad)('%j is wrong', (text) => {
    expect(parse(text)).toEqual({ ok: false, message: expect.stringContaining('is not'), help: expect.any(String) });
  });
}
