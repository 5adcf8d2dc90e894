// What a failed TLS handshake means, and who of the two refused the other.

import { connect } from 'node:tls';
import { StoreError } from '../errors.ts';
import type { Address, Endpoint } from './address.ts';

const names = 'name one that the server accepts with ?cert=FILE, and its private key with &key=FILE';
const authority = 'name the authority that signed it with ?ca=FILE';

/** Undefined when it is no matter of TLS. */
export function findTlsFailure(reason: string, shown: string): StoreError | undefined {
  return findAlert(reason, shown) ?? findDoubt(reason, shown);
}

/** The server says why it goes away. */
function findAlert(reason: string, shown: string): StoreError | undefined {
  const match = /\balert ([a-z ]+):.*\bSSL alert number (\d+)/s.exec(reason);
  if (match === null) return undefined;
  const [, words = '', number] = match;
  if (number === '116') return new StoreError('refused', `${shown} asks for a client certificate`, names);
  // All that an alert says of a certificate, and that its owner has no access.
  if (/^(4[2-69]|48)$/.test(number ?? '')) {
    return new StoreError('refused', `${shown} refuses the client certificate: ${words}`, names);
  }
  const help = 'the server may ask for a client certificate, ?cert=FILE&key=FILE, or for another version of TLS';
  return new StoreError('unreachable', `${shown} ends the TLS handshake: ${words}`, help);
}

/** This side does not believe the server. */
function findDoubt(reason: string, shown: string): StoreError | undefined {
  const fail = (what: string, help: string) => new StoreError('unreachable', `${shown} ${what}`, help);
  const names = /does not match certificate's altnames: (.*)$/s.exec(reason);
  if (names !== null)
    return fail(`has the certificate of another host: ${names[1]}`, 'write the host as it is named there');
  if (/self-signed certificate|unable to (get|verify)/.test(reason)) {
    return fail(`has a certificate that is not trusted: ${reason.replace(/;.*/s, '')}`, authority);
  }
  if (/certificate/.test(reason))
    return fail(`has a certificate that is not trusted: ${reason}`, 'see to the certificate of the server');
  if (!/SSL|TLS|wrong version number/i.test(reason)) return undefined;
  const short = /:SSL routines:[^:]*:([^:]+)/.exec(reason)?.[1] ?? reason;
  return fail(
    `fails at the TLS handshake: ${short.trim()}`,
    'if Redis speaks no TLS there, write redis:// for plain text',
  );
}

/**
 * A server that refuses a client certificate says so when the client has begun to send, and what it says gets lost when
 * that fails first. So it is asked once more, without a word.
 */
export async function findLostAlert({ message }: StoreError, address: Address): Promise<StoreError | undefined> {
  if (address.tls === undefined || !/ECONNRESET|EPIPE/.test(message)) return undefined;
  for (const endpoint of address.endpoints) {
    const failure = findAlert(await listen(endpoint, address.tls), address.shown);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

const longestMs = 1_000;

/** What goes wrong at a handshake, '' if nothing does. */
function listen(endpoint: Endpoint, certificates: NonNullable<Address['tls']>): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ ...endpoint, ...certificates, timeout: longestMs });
    const end = (reason: string) => {
      socket.destroy();
      resolve(reason);
    };
    socket.on('error', (error) => end(error.message));
    for (const event of ['session', 'timeout', 'close']) socket.on(event, () => end(''));
  });
}
