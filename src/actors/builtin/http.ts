// `http`: one request, with an expectation about its answer.

import { ActionError } from '../actor.ts';
import { builtinActor } from './builtin.ts';

const maxBody = 64 * 1024;

export const httpActor = builtinActor('http', 'requests over HTTP', {
  request: {
    description: 'send a request; fails unless the status is an expected one',
    params: [
      {
        name: 'url',
        type: 'string',
        required: true,
        description: 'http or https address',
        example: 'http://127.0.0.1:8080/health',
      },
      {
        name: 'method',
        type: 'string',
        required: false,
        default: 'GET',
        description: 'request method',
        example: 'POST',
      },
      {
        name: 'headers',
        type: 'list',
        required: false,
        description: 'Name: value items',
        example: "'accept: application/json'",
      },
      { name: 'body', type: 'string', required: false, description: 'what is sent', example: '\'{"a":1}\'' },
      {
        name: 'expect',
        type: 'list',
        required: false,
        default: '2xx',
        description: 'statuses that are fine, such as 200,204 or 2xx',
        example: '200',
      },
    ],
    examples: ['!!http.request url:http://127.0.0.1:8080/health expect:200 job.timeout:5s job.retry:3'],
    async run({ url, method, headers, body, expect }, { signal }) {
      const response = await send(String(url), {
        method: String(method).toUpperCase(),
        headers: readHeaders((headers ?? []) as string[]),
        signal,
        ...(body === undefined ? {} : { body: String(body) }),
      });
      const text = (await response.text()).slice(0, maxBody);
      const result = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: readBody(text, response.headers.get('content-type') ?? ''),
      };
      const expected = expect as string[];
      if (expected.some((pattern) => matchesStatus(pattern, response.status))) return result;
      const message = `${url} answered ${response.status}, expected ${expected.join(' or ')}`;
      throw new ActionError(message, response.status, result);
    },
  },
});

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    const cause = (error as Error).cause as (Error & { code?: string }) | undefined;
    throw new ActionError(`${url}: ${connectionProblem(cause, error as Error)}`, 1);
  }
}

function connectionProblem(cause: (Error & { code?: string }) | undefined, error: Error): string {
  switch (cause?.code) {
    case 'ECONNREFUSED':
      return 'connection refused, nobody listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no such host';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'the connection was closed';
    case 'ERR_INVALID_URL':
      return 'it is not an address';
    default:
      return cause?.message || cause?.code || error.message;
  }
}

function readHeaders(items: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const item of items) {
    const at = item.indexOf(':');
    if (at <= 0) throw new ActionError(`headers has '${item}', which is not Name: value`, 1);
    headers[item.slice(0, at).trim()] = item.slice(at + 1).trim();
  }
  return headers;
}

function readBody(text: string, type: string): unknown {
  if (!/\bjson\b/.test(type)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** `204`, or `2xx` for a whole hundred. */
function matchesStatus(pattern: string, status: number): boolean {
  return new RegExp(
    `^${pattern
      .toLowerCase()
      .replace(/[^0-9x]/g, '')
      .replaceAll('x', '\\d')}$`,
  ).test(String(status));
}
