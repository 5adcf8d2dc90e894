// Who hears what, whatever comes first: an event, or the answer that says from which one on a listener is to be told.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Connection } from '../../../src/store/redis/connect.ts';
import { Feed } from '../../../src/store/redis/feed.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { benchLibrary as library } from './bench-library.ts';

describeWithRedis('the feed of events', () => {
  let redis: Redis;
  let connection: Connection;
  let feed: Feed;
  /** How each listener in turn gets to know the number of the last event. */
  let lasts: Promise<number>[];

  beforeEach(async () => {
    redis = await startRedis();
    connection = await Connection.open(redis.url, { library, env: {} });
    feed = new Feed(
      connection,
      'ev',
      () => lasts.shift() ?? Promise.reject(new Error('asked once too often')),
      async () => null,
    );
  });
  afterEach(async () => {
    feed.close();
    connection.close();
    await redis.stop();
  });

  function listen(): string[] {
    const heard: string[] = [];
    feed.subscribe((events) => heard.push(...events.map(({ guid }) => guid)));
    return heard;
  }

  const tell = (seq: number) =>
    redis.cli('xadd', 'ev', `${seq}-1`, 'at', '0', 'list', `[{"guid":"j${seq}","path":["ok"]}]`);

  test('tells a listener of an event that came before its number did', async () => {
    const late = Promise.withResolvers<number>();
    lasts = [Promise.resolve(0), late.promise];
    const early = listen();
    await tell(1);
    await feed.heard(1);
    const heard = listen();
    await tell(2);
    late.resolve(1);
    await feed.heard(2);
    expect(heard).toEqual(['j2']);
    expect(early).toEqual(['j1', 'j2']);
  });

  test('asks for the number again when it was not told', async () => {
    lasts = [Promise.reject(new Error('the server was away')), Promise.resolve(1)];
    const heard = listen();
    await tell(1);
    await tell(2);
    await feed.heard(2);
    expect(heard).toEqual(['j2']);
  });
});
