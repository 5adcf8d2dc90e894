// http.request against a real server.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpActor } from '../../src/actors/builtin/http.ts';
import { describeFetchFailure } from '../../src/actors/builtin/http-failure.ts';
import { failureOf, startTrial } from './context.ts';

const request = httpActor.actions.get('request');
if (request === undefined) throw new Error('no http.request');
const run = (params: Record<string, string>, trial = startTrial()) => request.execute(params, trial.context);

let server: Server;
let base: string;
let asked: () => void = () => {};

async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const path = message.url ?? '';
  const status = Number(/^\/status\/(\d+)/.exec(path)?.[1] ?? 200);
  if (path === '/echo') {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    const { host: _, connection: __, ...headers } = message.headers;
    response.end(JSON.stringify({ method: message.method, headers, body: Buffer.concat(chunks).toString() }));
  } else if (path === '/bad-json') {
    response.setHeader('content-type', 'application/problem+json');
    response.end('{not json');
  } else if (path === '/large') {
    response.end('é"\n'.repeat(400_000));
  } else if (path === '/slow') {
    response.write('part');
    asked();
  } else if (path === '/broken') {
    response.setHeader('content-length', '100');
    response.write('part');
    response.socket?.destroy();
  } else if (path === '/busy') {
    response.writeHead(429, { 'retry-after': '120' }).end();
  } else if (path === '/moved') {
    response.writeHead(302, { location: '/text' }).end();
  } else {
    response.writeHead(status, { 'content-type': 'text/plain' }).end(status === 204 ? undefined : 'grüße');
  }
}

beforeAll(async () => {
  server = createServer((message, response) => void answer(message, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an answer', () => {
  test('has status, headers and body', async () => {
    const result = await run({ url: `${base}/text` });
    expect(result).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'grüße' });
  });

  test('that is JSON is parsed; what only says so is text', async () => {
    const params = { url: `${base}/echo`, method: 'post', body: '{"a":1}', headers: 'x-a: 1, content-type: text/x' };
    expect(await run(params)).toMatchObject({
      body: { method: 'POST', body: '{"a":1}', headers: { 'x-a': '1', 'content-type': 'text/x' } },
    });
    expect(await run({ url: `${base}/bad-json` })).toMatchObject({ body: '{not json' });
  });

  test.each<[string, Record<string, string>]>([
    ['x-a: 1', { 'x-a': '1' }],
    ['accept: text/html, text/plain', { accept: 'text/html, text/plain' }],
    ['accept: text/html,x-a: 1', { accept: 'text/html', 'x-a': '1' }],
    ['{"X-A": "1, 2", "x-b": 3}', { 'x-a': '1, 2', 'x-b': '3' }],
    ['"x-a: 1, 2",x-url: http://a/b', { 'x-a': '1, 2', 'x-url': 'http://a/b' }],
  ])('headers %s', async (headers, sent) => {
    expect(await run({ url: `${base}/echo`, headers })).toMatchObject({ body: { headers: sent } });
  });

  test('that is long is cut to what a result may have', async () => {
    const result = (await run({ url: `${base}/large` })) as { body: string; truncated: boolean };
    expect(result.truncated).toBe(true);
    expect(JSON.stringify(result).length).toBeLessThanOrEqual(64 * 1024);
    expect(result.body.startsWith('é"\né"\n')).toBe(true);
    expect(result.body).not.toContain('\ufffd');
  });

  test('without a body has an empty one, and redirects are followed', async () => {
    expect(await run({ url: `${base}/status/204` })).toMatchObject({ status: 204, body: '' });
    expect(await run({ url: `${base}/text`, method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await run({ url: `${base}/moved` })).toMatchObject({ status: 200, body: 'grüße' });
  });
});

describe('expect', () => {
  test.each<[string, string | undefined, boolean]>([
    ['200', undefined, true],
    ['204', undefined, true],
    ['404', undefined, false],
    ['404', '404', true],
    ['404', '200,404', true],
    ['404', '4XX', true],
    ['500', '2xx,4xx', false],
    ['200', '204', false],
  ])('%s is expected by %s: %s', async (status, expected, fine) => {
    const url = `${base}/status/${status}`;
    const answered = run({ url, ...(expected === undefined ? {} : { expect: expected }) });
    if (fine) expect(await answered).toMatchObject({ status: Number(status) });
    else {
      const failed = await failureOf(answered);
      const wanted = (expected ?? '2xx').replace(',', ' or ');
      expect(failed.message).toBe(`GET ${url} answered ${status}, expected ${wanted}`);
      expect(failed).toMatchObject({ code: Number(status), result: { status: Number(status), body: 'grüße' } });
    }
  });
});

test('a server may say after how long to ask again', async () => {
  const failed = await failureOf(run({ url: `${base}/busy` }));
  expect(failed).toMatchObject({ code: 429, retry: { afterSeconds: 120 } });
});

describe('no answer', () => {
  test('when nobody listens', async () => {
    const closed = createTcpServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const url = `http://127.0.0.1:${port}/`;
    const message = `GET ${url}: connection refused, nobody listens there`;
    expect(await failureOf(run({ url }))).toMatchObject({ message, code: 1 });
  });

  test('when the connection breaks, or the other side speaks something else', async () => {
    expect((await failureOf(run({ url: `${base}/broken` }))).message).toMatch(
      /connection was closed before the answer/,
    );
    const https = `${base.replace('http:', 'https:')}/`;
    expect((await failureOf(run({ url: https }))).message).toMatch(/does not speak TLS/);
    const babble = createTcpServer((socket) => socket.end('220 mail ready\r\n'));
    await new Promise<void>((resolve) => babble.listen(0, '127.0.0.1', resolve));
    const { port } = babble.address() as AddressInfo;
    expect((await failureOf(run({ url: `http://127.0.0.1:${port}/` }))).message).toMatch(/the answer is not HTTP/);
    babble.close();
  });

  test('when there is no such host', () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere'), { code: 'ENOTFOUND' });
    expect(describeFetchFailure(new TypeError('fetch failed', { cause }))).toBe('there is no such host');
    const both = new AggregateError([Object.assign(new Error(''), { code: 'EHOSTUNREACH' })]);
    expect(describeFetchFailure(new TypeError('fetch failed', { cause: both }))).toBe('the host cannot be reached');
    expect(describeFetchFailure(new TypeError('odd'))).toBe('odd');
  });

  test('when it is aborted in the middle', async () => {
    const trial = startTrial();
    const begun = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const running = run({ url: `${base}/slow` }, trial);
    await begun;
    trial.abort(new Error('cancelled'));
    expect((await failureOf(running)).message).toBe('cancelled');
  });
});

describe('params that make no sense are told before anything is sent', () => {
  test.each<[Record<string, string>, string, string]>([
    [{}, 'missing', 'url'],
    [{ url: 'example.com' }, 'type', 'url'],
    [{ url: 'file:///etc/passwd' }, 'type', 'url'],
    [{ url: 'http://ann:secret@example.com/' }, 'type', 'url'],
    [{ url: 'http://a/', method: 'GET IT' }, 'type', 'method'],
    [{ url: 'http://a/', method: 'trace' }, 'type', 'method'],
    [{ url: 'http://a/', body: 'x' }, 'type', 'body'],
    [{ url: 'http://a/', headers: 'secret' }, 'type', 'headers'],
    [{ url: 'http://a/', headers: '{"a"' }, 'type', 'headers'],
    [{ url: 'http://a/', headers: 'a: b\nc' }, 'type', 'headers'],
    [{ url: 'http://a/', expect: 'ok' }, 'type', 'expect'],
    [{ url: 'http://a/', expect: '' }, 'type', 'expect'],
  ])('%j', async (params, kind, param) => {
    const problems = request.check(params);
    expect(problems).toMatchObject([{ kind, param }]);
    expect(JSON.stringify(problems)).not.toContain('secret');
    expect((await failureOf(run(params))).message).toBe(problems[0]?.message);
  });

  test('and those that do are not', () => {
    expect(request.check({ url: 'https://a/b?c=d' })).toEqual([]);
    expect(request.check({ url: 'http://a/', method: 'put', body: '', expect: '201, 2xx' })).toEqual([]);
  });
});
