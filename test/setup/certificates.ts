// Certificates of tests: an authority that is also a server's own, and those of its clients.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
  /** Paths of the certificate and of its private key. */
  cert: string;
  key: string;
}

export interface CertificateOptions {
  /** As openssl writes them. */
  hosts?: string;
  /** Encrypts the private key. */
  password?: string;
}

const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-days', '2'];

/** Signed by `authority`, or by itself. */
export function makeCertificate(
  dir: string,
  name: string,
  authority?: Certificate,
  { hosts = 'IP:127.0.0.1,DNS:localhost', password }: CertificateOptions = {},
): Certificate {
  const made = { cert: join(dir, `${name}.pem`), key: join(dir, `${name}-key.pem`) };
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${hosts}`];
  const signer = authority === undefined ? [] : ['-CA', authority.cert, '-CAkey', authority.key];
  const secrecy = password === undefined ? ['-nodes'] : ['-passout', `pass:${password}`];
  const files = ['-keyout', made.key, '-out', made.cert];
  execFileSync('openssl', ['req', ...kind, ...secrecy, ...subject, ...signer, ...files], { stdio: 'pipe' });
  return made;
}
