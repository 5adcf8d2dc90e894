// The answer of every reader of values: what the text means, or what is wrong with it and what to write instead.

export type Parsed<T> = { ok: true; value: T } | { ok: false; message: string; help?: string };

/** `what` goes on from `"…" is not`. Long texts are cut. */
export function wrong(text: string, what: string, help: string): { ok: false; message: string; help: string } {
  return { ok: false, message: `${quote(text)} is not ${what}`, help };
}

export function right<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** In double quotes, at most 40 characters of it. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
