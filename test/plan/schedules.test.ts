// Which actions belong to a schedule, and what is wrong with one.

import { expect, test } from 'vitest';
import { plan, planFiles, wrong } from './planning.ts';

const nightly = "!!schedule.define name:nightly cron:'0 3 * * *' tz:UTC";
const hourly = "!!schedule.define name:hourly cron:'0 * * * *' tz:UTC";
const start = (id: string, more = '') => `!!vm_manager.start id:${id} ${more}`.trim();
const lines = (...all: string[]) => `${all.join('\n')}\n`;

test('it ends at the next one, at its end, or with the script; what is outside goes on as if it were not there', () => {
  expect(
    plan(lines(start('1'), nightly, start('2'), hourly, start('3'), start('4'), '!!schedule.end', start('5'))),
  ).toBe(
    `schedule nightly: 0 3 * * * in UTC, overlap skip, catchup last
  1  #1  vm_manager.start id:2
schedule hourly: 0 * * * * in UTC, overlap skip, catchup last
  1  #1  vm_manager.start id:3
  2  #2  vm_manager.start id:4  after 1
1  #1  vm_manager.start id:1
2  #2  vm_manager.start id:5  after 1`,
  );
});

test('labels and barriers are its own, attributes are those of the place', () => {
  const text = lines(
    start('1', 'job.name:a'),
    '!!job.wait',
    '!!job.defaults retry:2',
    nightly,
    start('2', 'job.name:a'),
    start('3', "job.after:''"),
    '!!job.wait',
    start('4', "job.after:''"),
    '!!schedule.end',
    start('5', "job.after:''"),
  );
  expect(plan(text)).toBe(`schedule nightly: 0 3 * * * in UTC, overlap skip, catchup last
  1  a   vm_manager.start id:2             retry=2
  2  #2  vm_manager.start id:3             retry=2
  3  #3  vm_manager.start id:4  after 1,2  retry=2
1  a   vm_manager.start id:1
2  #2  vm_manager.start id:5  after 1  retry=2`);
});

test('it takes what is included below it, and never reaches out of an included file', async () => {
  const files = {
    'a.hero': lines('!!play.include path:b.hero', start('1'), nightly, '!!play.include path:c.hero', start('4')),
    'b.hero': lines(hourly, start('0')),
    'c.hero': lines(start('2'), "!!schedule.define name:other cron:'@daily' tz:UTC", start('3')),
  };
  expect(await planFiles(files)).toBe(`schedule hourly: 0 * * * * in UTC, overlap skip, catchup last
  1  #1  vm_manager.start id:0
schedule nightly: 0 3 * * * in UTC, overlap skip, catchup last
  1  #1  vm_manager.start id:2
  2  #2  vm_manager.start id:4  after 1
schedule other: @daily in UTC, overlap skip, catchup last
  1  #1  vm_manager.start id:3
1  #1  vm_manager.start id:1`);
});

test('an end belongs to its own file', async () => {
  const files = {
    'a.hero': lines(nightly, '!!play.include path:b.hero'),
    'b.hero': lines('!!schedule.end', start('1')),
  };
  expect(await planFiles(files)).toContain(
    'HS0223 b.hero:1:3 [schedule.end] no schedule is defined above it in this file',
  );
  expect(wrong(lines('!!schedule.end', start('1')))).toContain('HS0223');
  expect(wrong(lines(nightly, start('1'), '!!schedule.end', '!!schedule.end'))).toContain('a.hero:4:3');
});

test('it waits for nothing outside, and nothing outside for it', () => {
  const text = lines(
    start('1', 'job.name:out'),
    nightly,
    start('2', 'job.name:in job.after:out'),
    '!!schedule.end',
    start('3', 'job.after:in'),
  );
  expect(wrong(text)).toMatch(/HS0212 a.hero:3:.*there is no job out.*\n.*HS0212 a.hero:5:.*there is no job in/);
});

test('it cannot fill in results or print', () => {
  const text = lines(
    nightly,
    start('1', 'job.name:a'),
    "!!vm_manager.start id:'${job.a.ip}'",
    '!!play.echo content:hi',
  );
  expect(wrong(text)).toMatch(/HS0223 a\.hero:3:.*cannot be filled in by a schedule.*\nHS0223 a\.hero:4:3/);
});

test.each([
  [
    lines(nightly, start('1', "job.start:'2030-01-31T06:00:00Z'")),
    "HS0223 a.hero:2:35 ['2030-01-31T06:00:00Z'] job.start is one moment",
  ],
  [lines(nightly, start('1', 'job.key:k')), 'HS0226 a.hero:2:33 [k] a schedule makes another job each time'],
  [lines(nightly), 'HS0223 a.hero:1:3 [schedule.define] the schedule nightly has no actions'],
  [
    lines(nightly, start('1'), nightly, start('2')),
    'HS0214 a.hero:3:24 [nightly] the schedule nightly is defined twice',
  ],
  [lines("!!schedule.define name:Night cron:'0 3 * * *' tz:UTC", start('1')), 'HS0205 a.hero:1:24 [Night]'],
  [lines("!!schedule.define name:x cron:'0 3 * *' tz:UTC", start('1')), 'HS0205 a.hero:1:31'],
  [
    lines("!!schedule.define name:x cron:'0 3 * * *' tz:Mars", start('1')),
    'HS0205 a.hero:1:46 [Mars] "Mars" is no time zone',
  ],
  [
    lines("!!schedule.define name:x cron:'0 3 * * *'", start('1')),
    'HS0204 a.hero:1:3 [schedule.define] schedule.define needs tz',
  ],
  [lines(`${nightly} overlap:wait`, start('1')), 'overlap cannot be "wait" (it is one of skip, queue, replace, allow)'],
  [lines(`${nightly} catchup:some`, start('1')), 'catchup cannot be "some" (it is one of none, last, all)'],
  [lines(`${nightly} overlap:replace catchup:all`, start('1')), 'HS0206'],
  [lines(`${nightly} every:1h`, start('1')), 'HS0203'],
])('problem %#', (text, problem) => {
  expect(wrong(text)).toContain(problem);
});

test.each([
  ["name:X cron:'0 25 * * *' tz:Mars", ['HS0205 a.hero:1:24', 'HS0205 a.hero:1:31', 'HS0205 a.hero:1:47']],
  ["name:x cron:'0 25 * * *'", ['HS0204 a.hero:1:3', 'HS0205 a.hero:1:31']],
  ["name:x cron:'${NO}' tz:Mars", ['HS0210 a.hero:1:32', 'HS0205 a.hero:1:42']],
  ["nme:x cron:'0 3 * * *' tz:UTC", ['HS0203 a.hero:1:19']],
])('all that is wrong with %s is told, and nothing that only follows', (params, problems) => {
  const told = wrong(lines(`!!schedule.define ${params}`, start('1')));
  expect(told.match(/HS\d+ \S+/g)?.sort()).toEqual(problems.sort());
});

test('a part of a script leaves its schedules whole', () => {
  const text = lines(start('1'), nightly, start('2'), '!!schedule.end', '!!report.send to:ops');
  expect(plan(text, { only: 'vm_manager.*' })).toBe(`schedule nightly: 0 3 * * * in UTC, overlap skip, catchup last
  1  #1  vm_manager.start id:2
1  #1  vm_manager.start id:1`);
});
