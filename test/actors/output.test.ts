// Lines and tails of what comes in pieces, wherever the pieces are cut.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader, Tail } from '../../src/actors/output.ts';
import { fitHead, fitTail } from '../../src/actors/result-size.ts';
import { holds } from '../setup/holds.ts';

function linesOf(chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line));
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return lines;
}

/** `bytes` cut at these places, in any order, repeated or not. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '€', '𝄞', '\t', ' ') });
const places = fc.array(fc.nat());

describe('lines', () => {
  test('are the same wherever the bytes are cut', () => {
    holds(
      fc.property(text, places, (whole, at) => {
        expect(linesOf(cut(Buffer.from(whole), at))).toEqual(linesOf([Buffer.from(whole)]));
      }),
    );
  });

  test('are those of the text', () => {
    expect(linesOf([Buffer.from('one\ntwo\r\n\nthree')])).toEqual(['one', 'two', '', 'three']);
    expect(linesOf([Buffer.from('one\n')])).toEqual(['one']);
    expect(linesOf([])).toEqual([]);
  });

  test('keep a character that comes in two pieces', () => {
    expect(linesOf([Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 0x0a])])).toEqual(['€']);
  });

  test('show bytes that are no text', () => {
    expect(linesOf([Buffer.from([0x61, 0xff, 0x0a, 0xe2, 0x82])])).toEqual(['a\ufffd', '\ufffd']);
  });

  test('are cut when they are very long, and nothing is lost', () => {
    const long = '𝄞x'.repeat(60_000);
    const lines = linesOf(cut(Buffer.from(`${long}\nnext`), [1000, 70_001, 150_003]));
    expect(lines.at(-1)).toBe('next');
    expect(lines.slice(0, -1).join('')).toBe(long);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024);
    expect(lines.every((line) => line.isWellFormed())).toBe(true);
  });
});

describe('the tail', () => {
  test('is the whole of a short text', () => {
    holds(
      fc.property(text, places, (whole, at) => {
        const tail = new Tail();
        for (const chunk of cut(Buffer.from(whole), at)) tail.write(chunk);
        expect(tail.end()).toEqual({ text: whole, cut: false });
      }),
    );
  });

  test('is the end of a long one', () => {
    const tail = new Tail();
    for (let i = 0; i < 100_000; i += 1) tail.write(Buffer.from(`${i}\n`));
    const end = tail.end();
    expect(end.cut).toBe(true);
    expect(end.text).toHaveLength(64 * 1024);
    expect(end.text.endsWith('99998\n99999\n')).toBe(true);
  });
});

describe('what fits into a result', () => {
  const any = fc.string({ unit: 'binary', maxLength: 60 });

  test('is never larger than its budget of bytes, and all of a text that is smaller', () => {
    holds(
      fc.property(any, fc.integer({ min: 0, max: 80 }), (whole, budget) => {
        for (const { text: kept, cut: isCut } of [fitTail(whole, budget), fitHead(whole, budget)]) {
          expect(Buffer.byteLength(JSON.stringify(kept)) - 2).toBeLessThanOrEqual(budget);
          expect(isCut).toBe(Buffer.byteLength(JSON.stringify(whole.toWellFormed())) - 2 > budget);
          expect(kept.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test('is the end, or the beginning', () => {
    expect(fitTail('abc\ndef', 4)).toEqual({ text: 'def', cut: true });
    expect(fitHead('abc\ndef', 4)).toEqual({ text: 'abc', cut: true });
    expect(fitTail('a𝄞', 1)).toEqual({ text: '', cut: true });
    expect(fitHead('𝄞a', 1)).toEqual({ text: '', cut: true });
  });
});
