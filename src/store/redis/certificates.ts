// The files that the address of a store names for TLS: read and checked before a server is asked.

import { readFileSync } from 'node:fs';
import { reasonOf } from '../../ground/reasons.ts';
import { StoreError } from '../errors.ts';

/** As PEM texts; what is not given is as the system has it. */
export interface Certificates {
  /** The authority that signed the server's certificate. */
  ca?: string;
  /** What the server is shown of us, and the private key that belongs to it. */
  cert?: string;
  key?: string;
}

type Fail = (what: string, help: string) => StoreError;

/**
 * Of `?ca=FILE&cert=FILE&key=FILE`; a key may lie in the file of its certificate. Throws StoreError. Each connection that is
 * made later finds the files as they are then, for certificates are renewed while a process lives.
 */
export function readCertificates(options: URLSearchParams, fail: Fail): Certificates {
  const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => options.get(name) ?? undefined);
  if (key !== undefined && cert === undefined) throw fail('a key without its certificate', 'name that with ?cert=FILE');
  return renewing(() => ({
    ...(ca === undefined ? {} : { ca: readCertificate(ca, 'ca') }),
    ...(cert === undefined ? {} : readPair(cert, key ?? cert)),
  }));
}

/** Reads anew whenever its members are copied, which begins with the first; what cannot be read stays as it was. */
function renewing(read: () => Certificates): Certificates {
  let last = read();
  const renew = () => {
    try {
      last = read();
    } catch {
      // Somebody is about to write them.
    }
  };
  const renewed: Certificates = {};
  for (const [at, name] of (Object.keys(last) as (keyof Certificates)[]).entries()) {
    const get = () => {
      if (at === 0) renew();
      return last[name];
    };
    Object.defineProperty(renewed, name, { enumerable: true, get });
  }
  return renewed;
}

/** Refuses what would be left unused. */
export function presumeNoCertificates(options: URLSearchParams, fail: Fail): void {
  const name = ['ca', 'cert', 'key'].find((one) => options.has(one));
  if (name !== undefined) throw fail(`?${name}=, but no TLS`, 'write rediss:// for TLS');
}

/** Text of a file that the user has named; `what` is said of one that cannot be read. Throws StoreError. */
export function readNamedFile(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StoreError(
      'address',
      `${what} cannot be read: ${file}: ${reasonOf(error)}`,
      'name a file that this user may read',
    );
  }
}

function readCertificate(file: string, name: string): string {
  const text = readNamedFile(file, `the certificate of ?${name}=`);
  const problem = problemOf({ cert: text });
  if (problem === undefined && text.includes('-----BEGIN')) return text;
  const help = 'name a PEM file, which has a line -----BEGIN CERTIFICATE-----';
  throw new StoreError('address', `${file}, named by ?${name}=, holds no certificate`, help);
}

function readPair(certFile: string, keyFile: string): Certificates {
  const cert = readCertificate(certFile, 'cert');
  const key = readNamedFile(keyFile, 'the private key of ?key=');
  const fail = (what: string, help: string) => new StoreError('address', what, help);
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) {
    const help = 'name a PEM file with the private key of ?cert= by &key=FILE';
    throw fail(`${keyFile} holds no private key`, help);
  }
  if (/-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(key)) {
    const help = 'name one without a password: openssl pkey -in FILE -out FILE, readable by this user alone';
    throw fail(`the private key in ${keyFile} is encrypted`, help);
  }
  const problem = problemOf({ cert, key });
  if (problem === undefined) return { cert, key };
  if (/mismatch/.test(problem)) {
    throw fail(
      `the private key in ${keyFile} is not that of the certificate in ${certFile}`,
      'name two that are made together',
    );
  }
  throw fail(`${certFile} and ${keyFile} cannot be used: ${problem}`, 'see what openssl says of them');
}

function problemOf(pair: Certificates): string | undefined {
  // Loaded here: the address of every store passes this file, and few need TLS, which takes longer to load than the rest.
  const { createSecureContext } = process.getBuiltinModule('node:tls');
  try {
    createSecureContext(pair);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error:\w+:/, '') : String(error);
  }
}
