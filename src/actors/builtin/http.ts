// `http`: one request, with an expectation about its answer.

import { parseExactly } from '../../ground/exact-json.ts';
import type { ParamProblem } from '../../records/signature.ts';
import { ActionError } from '../actor.ts';
import { fitHead, maxResultBytes } from '../result-size.ts';
import { readRetryAfter } from '../retry.ts';
import { builtinActor, optional, required } from './builtin.ts';

/** Bytes of an answer that are read at most. */
const maxBodyBytes = 64 * 1024;
/** With some room for the keys of a result. */
const resultBudget = maxResultBytes - 256;

export const httpActor = builtinActor('http', 'requests over HTTP', {
  request: {
    description: 'send a request; the status of an unexpected answer is the error code',
    params: [
      required('url', 'string', 'http or https address', 'http://127.0.0.1:8080/health'),
      optional('method', 'string', 'method of the request', { default: 'GET', example: 'POST' }),
      optional('headers', 'list', 'Name: value items, or a JSON object', {
        example: "'accept: application/json'",
        takes_secrets: true,
      }),
      optional('body', 'string', 'what is sent', { example: '\'{"a": 1}\'', takes_secrets: true }),
      optional('expect', 'list', 'statuses that are fine', { default: '2xx', example: '200,204' }),
    ],
    examples: [
      '!!http.request url:https://example.com/ expect:200 job.timeout:10s job.retry:2',
      "!!http.request url:https://example.com/ method:HEAD headers:'accept: text/html'",
    ],
    check: ({ url, method, headers, body, expect }) => [
      ...urlProblems(url),
      ...methodProblems(method, body),
      ...headerProblems(headers),
      ...expectProblems(expect),
    ],
    async run({ url, method, headers, body, expect }, { signal }) {
      const verb = String(method).toUpperCase();
      const answer = await fetchAnswer(String(url), {
        method: verb,
        headers: readHeaders((headers ?? []) as string[]).values,
        signal,
        ...(body === undefined ? {} : { body: String(body) }),
      });
      const expected = expect as string[];
      if (expected.some((pattern) => matchesStatus(pattern, answer.status))) return answer;
      const message = `${verb} ${url} answered ${answer.status}, expected ${expected.join(' or ')}`;
      const retry = readRetryAfter(answer.headers['retry-after'], Date.now());
      throw new ActionError(message, answer.status, answer, retry);
    },
  },
});

interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Parsed when it is JSON, else text. */
  body: unknown;
  /** The body was longer. */
  truncated?: true;
}

async function fetchAnswer(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, init);
    const headers = Object.fromEntries(response.headers);
    const read = await readStart(response);
    const { text, cut } = fitHead(read.text, resultBudget - Buffer.byteLength(JSON.stringify(headers)));
    const truncated = cut || read.cut;
    const body = truncated ? text : readBody(text, headers['content-type'] ?? '');
    return { status: response.status, headers, body, ...(truncated ? { truncated } : {}) };
  } catch (error) {
    if (init.signal?.aborted) throw error;
    const { describeFetchFailure } = await import('./http-failure.ts');
    throw new ActionError(`${init.method} ${url}: ${describeFetchFailure(error)}`);
  }
}

async function readStart(response: Response): Promise<{ text: string; cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest of the transfer.
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBodyBytes) break;
  }
  const bytes = Buffer.concat(chunks).subarray(0, maxBodyBytes);
  // `stream` leaves a character that was cut in half out.
  const text = new TextDecoder('utf-8').decode(bytes, { stream: size > maxBodyBytes });
  return { text, cut: size > maxBodyBytes };
}

function readBody(text: string, type: string): unknown {
  if (!/[/+]json\b/i.test(type)) return text;
  try {
    return parseExactly(text);
  } catch {
    return text;
  }
}

/** `204`, or `2xx` for a whole hundred. */
function matchesStatus(pattern: string, status: number): boolean {
  const lower = pattern.toLowerCase();
  return lower === String(status) || lower === `${Math.floor(status / 100)}xx`;
}

function urlProblems(url: unknown): ParamProblem[] {
  if (url === undefined) return [];
  const parsed = URL.parse(String(url));
  const help = 'write it as http://host:port/path';
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    const message = `url: ${JSON.stringify(url)} is not an http or https address`;
    return [{ kind: 'type', param: 'url', message, help }];
  }
  if (parsed.username === '' && parsed.password === '') return [];
  const message = 'url: a user and password do not belong into the address';
  return [{ kind: 'type', param: 'url', message, help: "headers:'authorization: Basic ...'" }];
}

function methodProblems(method: unknown, body: unknown): ParamProblem[] {
  if (method === undefined) return [];
  const verb = String(method).toUpperCase();
  if (!/^[A-Z]+$/.test(verb) || ['CONNECT', 'TRACE', 'TRACK'].includes(verb)) {
    const message = `method: ${JSON.stringify(method)} is no method that can be sent`;
    return [{ kind: 'type', param: 'method', message, help: 'GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS' }];
  }
  if (body === undefined || (verb !== 'GET' && verb !== 'HEAD')) return [];
  return [{ kind: 'type', param: 'body', message: `body: a ${verb} request has none`, help: 'add method:POST' }];
}

function headerProblems(headers: unknown): ParamProblem[] {
  const problem = headers === undefined ? undefined : readHeaders(headers as string[]).problem;
  if (problem === undefined) return [];
  return [{ kind: 'type', param: 'headers', message: `headers: ${problem}`, help: "headers:'accept: text/html'" }];
}

function expectProblems(expect: unknown): ParamProblem[] {
  const wrong = (expect as string[] | undefined)?.find((pattern) => !/^[1-5](\d\d|xx)$/i.test(pattern));
  if (wrong === undefined && (expect as string[] | undefined)?.length !== 0) return [];
  const message = `expect: ${JSON.stringify(wrong ?? '')} is not a status`;
  return [{ kind: 'type', param: 'expect', message, help: 'write 200, or 2xx for all from 200 to 299' }];
}

/** The values are in no message: they are often secrets. */
function readHeaders(items: string[]): { values: Record<string, string>; problem?: string } {
  const headers = new Headers();
  let last: string | undefined;
  try {
    for (const item of items) {
      if (item.startsWith('{')) {
        for (const [name, value] of Object.entries(JSON.parse(item) as object)) headers.set(name, String(value));
        continue;
      }
      const [, name, value] = /^([^\s:]+)\s*:\s*(.*)$/s.exec(item) ?? [];
      if (name !== undefined && value !== undefined) {
        headers.append(name, value);
        last = name;
      } else if (last !== undefined) {
        // A comma inside of a value: `accept: text/html, text/plain`.
        headers.set(last, `${headers.get(last)}, ${item}`);
      } else return { values: {}, problem: 'an item is not Name: value' };
    }
  } catch {
    return { values: {}, problem: 'an item is neither Name: value nor JSON' };
  }
  return { values: Object.fromEntries(headers) };
}
