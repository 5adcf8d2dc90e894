// Durations, moments, sizes, and values on one line.

import { describe, expect, test } from 'vitest';
import { tameLine } from '../../src/diagnostics/visible.ts';
import { briefGuid, briefKey, briefParams, briefResult } from '../../src/print/brief.ts';
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatDuration,
  formatSeconds,
  formatTime,
} from '../../src/print/format.ts';

test('a measured duration has two units at most', () => {
  const values = [
    -5, 0, 12.4, 99, 99.6, 300, 1400, 59_949, 59_950, 65_000, 3_599_600, 7_380_000, 86_399_000, 273_600_000,
  ];
  expect(values.map(formatDuration)).toEqual([
    '0ms',
    '0ms',
    '12ms',
    '99ms',
    '0.1s',
    '0.3s',
    '1.4s',
    '59.9s',
    '1m00s',
    '1m05s',
    '1h00m',
    '2h03m',
    '23h59m',
    '3d04h',
  ]);
});

test('a chosen duration is shown as it would be written', () => {
  expect([0, 1, 30, 60, 90, 600, 3600, 3660, 65_535].map(formatSeconds)).toEqual([
    '0s',
    '1s',
    '30s',
    '60s',
    '90s',
    '10m',
    '1h',
    '61m',
    '65535s',
  ]);
});

test('moments are UTC', () => {
  const ms = Date.parse('2026-11-23T19:22:45.120Z');
  expect([formatTime(ms), formatClock(ms)]).toEqual(['2026-11-23T19:22:45Z', '19:22:45.120']);
});

test('how long ago is one unit', () => {
  expect([-10, 0, 999, 1000, 119_000, 120_000, 7_199_000, 7_200_000, 172_800_000].map(formatAgo)).toEqual([
    'now',
    'now',
    'now',
    '1s ago',
    '119s ago',
    '2m ago',
    '119m ago',
    '2h ago',
    '2d ago',
  ]);
});

test('sizes', () => {
  expect([0, 1023, 1024, 1536, 1_048_575, 1_048_576, 5 * 2 ** 40].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KiB',
    '1.5 KiB',
    '1.0 MiB',
    '1.0 MiB',
    '5.0 TiB',
  ]);
});

describe('values on one line', () => {
  test('keys and guids', () => {
    expect(briefKey(`9f1c${'0'.repeat(56)}7899`)).toBe('9f1c…7899');
    expect(briefKey('node1')).toBe('node1');
    expect(briefGuid('0193d000-0000-7000-8000-0000abcd1234')).toBe('abcd1234');
    expect(briefGuid('my-own-id')).toBe('my-own-id');
  });

  test('params look as in a script', () => {
    expect(briefParams({ id: '10', name: 'my vm', empty: '', text: 'one\ntwo', city: '東京' })).toBe(
      "id:10 name:'my vm' empty:'' text:'one …' city:東京",
    );
    expect(briefParams({ big: 'x'.repeat(70_000) }).length).toBeLessThan(400);
    expect(briefParams(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, 'v']))).length).toBeLessThan(
      400,
    );
  });

  test('results of every kind', () => {
    expect(
      [null, undefined, '', 'text', 'one\ntwo\n', 3, true, ['a', 1], { ip: '10.0.0.1', up: true, tags: ['a'] }].map(
        briefResult,
      ),
    ).toEqual(['', '', '', 'text', 'one …', '3', 'true', '["a",1]', 'ip:10.0.0.1 up:true tags:["a"]']);
  });
});

test('a line of a program loses its colours and cannot move the cursor', () => {
  expect(tameLine('plain')).toBe('plain');
  expect(tameLine('\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007')).toBe('red link');
  expect(tameLine('10%\r50%\r100%')).toBe('100%');
  expect(tameLine('done\r')).toBe('done');
  expect(tameLine('a\tb')).toBe('a       b');
  expect(tameLine('bell\u0007 back\b nul\u0000', true)).toBe('bell\\x07 back\\x08 nul\\x00');
});
