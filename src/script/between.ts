// What stands between actions: comments that belong to the next one, and lines that belong to nothing.

import { messages } from '../../grammar/messages.ts';
import type { Token } from '../../grammar/parser.ts';
import type { Markdown } from '../../grammar/reading.ts';
import { type Building, endOf, report, reportOpenComment } from './report.ts';
import { commentText } from './text.ts';

/** Told of tokens and actions in the order of the text. */
export class Between {
  readonly #building: Building;
  readonly #markdown: Markdown | undefined;
  #comments: string[] = [];
  #lines: { start: number; end: number; count: number } | undefined;
  /** Name of the action whose lines were the last, with at most its stray lines and comments since. */
  #under: { name: string; commented: boolean } | undefined;
  #end = 0;

  constructor(building: Building, markdown: Markdown | undefined) {
    this.#building = building;
    this.#markdown = markdown;
  }

  add(token: Token): void {
    const name = token.tokenType.name;
    if (name === 'LineComment') {
      this.#flush();
      this.#comments.push(commentText(token.image));
      if (this.#under !== undefined) this.#under.commented = true;
    } else if (name === 'Prose') {
      this.#comments = [];
      if (this.#markdown === undefined) this.#addProse(token);
      else this.#reportMarkdown(token);
    } else if (name !== 'Preamble') {
      this.#flush();
      if (name === 'HashLine') this.#comments = [];
      if (name === 'HtmlComment') reportOpenComment(this.#building, token);
      if (this.#under !== undefined) this.#under.commented = true;
    }
    this.#end = endOf(token);
  }

  takeComments(head: Token): string {
    this.#flush();
    const text = this.#comments.join('\n');
    this.#comments = [];
    this.#end = endOf(head);
    return text;
  }

  afterAction(head: Token, end: number): void {
    this.#under = { name: head.image, commented: false };
    this.#end = end;
  }

  finish(): void {
    this.#flush();
  }

  #addProse(token: Token): void {
    const { text } = this.#building.source;
    const start = token.startOffset;
    const end = start + token.image.trimEnd().length;
    const apart = countLineBreaks(text, this.#end, start) > 1;
    if (apart) this.#under = undefined;
    if (this.#under !== undefined && /^[A-Za-z0-9_][A-Za-z0-9_.]*[ \t]*:(?!\/\/)/.test(token.image)) {
      this.#flush();
      const { name, commented } = this.#under;
      report(
        this.#building,
        start,
        end,
        commented ? messages.paramAfterComment(name) : messages.paramNotIndented(name),
      );
      return;
    }
    this.#under = undefined;
    if (apart) this.#flush();
    if (this.#lines === undefined) this.#lines = { start, end, count: 1 };
    else this.#lines.count += 1;
  }

  #flush(): void {
    if (this.#lines === undefined) return;
    const { start, end, count } = this.#lines;
    report(this.#building, start, end, messages.belongsToNothing(count));
    this.#lines = undefined;
  }

  #reportMarkdown(token: Token): void {
    const match = this.#markdown === 'all' ? /^(!+)(?!\[)([A-Za-z0-9_]\S*)?/.exec(token.image) : null;
    if (match === null) return;
    const start = token.startOffset;
    const [marks = '', , name] = match;
    if (name !== undefined) report(this.#building, start, start + marks.length, messages.singleMarkInMarkdown(name));
    else if (match[1] !== '!') report(this.#building, start, start + marks.length, messages.marksWithoutName());
  }
}

/** Two are enough to know that a blank line is between. */
function countLineBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to && count < 2; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(i + 1) !== 0x0a)) count += 1;
  }
  return count;
}
