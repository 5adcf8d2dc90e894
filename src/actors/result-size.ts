// A result that is too large is not kept at all, so actors cut long texts in it themselves, knowing what JSON in UTF-8 adds.

/** Bytes of JSON: beyond them a note is kept instead of the result. The record is for reading, not for shipping files. */
export const maxResultBytes = 64 * 1024;

/** Bytes of JSON that a text inside a result may take, so that there is room for what stands beside it. */
const textBudget = maxResultBytes - 4 * 1024;

export interface Cut {
  text: string;
  /** Something was left out. */
  cut: boolean;
}

/** The end of a text, as much of it as fits. */
export function fitTail(text: string, budget = textBudget): Cut {
  const whole = text.toWellFormed();
  let cost = 0;
  let start = whole.length;
  while (start > 0) {
    cost += jsonCost(whole.charCodeAt(start - 1));
    if (cost > budget) break;
    start -= 1;
  }
  // Never begin in the middle of a character.
  if (start > 0 && isLowSurrogate(whole.charCodeAt(start))) start += 1;
  return { text: whole.slice(start), cut: start > 0 };
}

/** The beginning of a text, as much of it as fits. */
export function fitHead(text: string, budget = textBudget): Cut {
  const whole = text.toWellFormed();
  let cost = 0;
  let end = 0;
  while (end < whole.length) {
    cost += jsonCost(whole.charCodeAt(end));
    if (cost > budget) break;
    end += 1;
  }
  if (end < whole.length && isLowSurrogate(whole.charCodeAt(end))) end -= 1;
  return { text: whole.slice(0, end), cut: end < whole.length };
}

/** Bytes that a UTF-16 unit takes in JSON as UTF-8; each half of a surrogate pair takes half of its four. */
function jsonCost(unit: number): number {
  if (unit >= 0x800) return unit >= 0xd800 && unit <= 0xdfff ? 2 : 3;
  if (unit === 0x22 || unit === 0x5c || unit >= 0x80) return 2;
  if (unit >= 0x20) return 1;
  return unit === 0x0a || unit === 0x0d || unit === 0x09 || unit === 0x08 || unit === 0x0c ? 2 : 6;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
