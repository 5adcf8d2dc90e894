// Addresses of people and places: mail, telephone, web.

import { type Parsed, right, wrong } from './parsed.ts';

/** In lower case. Whether there is such a mailbox is for nobody to say but the mail server, so nothing else is checked. */
export function parseEmail(text: string): Parsed<string> {
  return right(text.trim().toLowerCase());
}

/** Without dashes, and without `+` at the edges: `+32 475-12-34` is `32 4751234`. */
export function parsePhone(text: string): Parsed<string> {
  return right(text.replace(/^[+\s]+|[+\s]+$/g, '').replaceAll('-', ''));
}

/** An address with its scheme, or `user@host:path` as git takes it; as written. */
export function parseUrl(text: string): Parsed<string> {
  const trimmed = text.trim();
  const isAddress = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+$/.test(trimmed) && URL.canParse(trimmed);
  if (isAddress || /^[\w.-]+@[\w.-]+:\S+$/.test(trimmed)) return right(trimmed);
  return wrong(text, 'an address', 'write it with its scheme, such as https://example.org/path');
}
