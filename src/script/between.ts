// What stands between actions: comments that belong to the next one, and lines that belong to nothing.

import { messages } from '../../grammar/messages.ts';
import type { Markdown } from '../../grammar/reading.ts';
import { type Building, report, reportOpenComment } from './report.ts';
import { commentText } from './text.ts';

/** `core.echo text:hello`, without its marks. */
const likeAction = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:[ \t]+[A-Za-z0-9_.]+:|$)/;

/** Told of tokens and actions in the order of the text. */
export class Between {
  readonly #building: Building;
  readonly #markdown: Markdown | undefined;
  #comments: string[] = [];
  #lines: { start: number; end: number; count: number } | undefined;
  /** Of the action whose lines were the last, with at most its stray lines and comments since; -1 if there is none. */
  #headStart = -1;
  #headEnd = -1;
  #commented = false;
  #end = 0;

  constructor(building: Building, markdown: Markdown | undefined) {
    this.#building = building;
    this.#markdown = markdown;
  }

  /** `name` is that of the token. */
  add(name: string, start: number, end: number): void {
    const { text } = this.#building.source;
    if (name === 'LineComment') {
      this.#flush();
      this.#comments.push(commentText(text.slice(start, end)));
      this.#commented = true;
    } else if (name === 'Prose') {
      this.#comments = [];
      if (this.#markdown === undefined) this.#addProse(start, text.slice(start, end));
      else this.#reportMarkdown(start, text.slice(start, end));
    } else if (name !== 'Preamble') {
      this.#flush();
      if (name === 'HashLine') this.#comments = [];
      if (name === 'HtmlComment') reportOpenComment(this.#building, start, end);
      this.#commented = true;
    }
    this.#end = end;
  }

  takeComments(): string {
    this.#flush();
    if (this.#comments.length === 0) return '';
    const text = this.#comments.join('\n');
    this.#comments = [];
    return text;
  }

  /** From the start of the head to its end, and the end of all that belongs to the action. */
  afterAction(headStart: number, headEnd: number, end: number): void {
    this.#headStart = headStart;
    this.#headEnd = headEnd;
    this.#commented = false;
    this.#end = end;
  }

  finish(): void {
    this.#flush();
  }

  #addProse(start: number, prose: string): void {
    const { text } = this.#building.source;
    const end = start + prose.trimEnd().length;
    const apart = countLineBreaks(text, this.#end, start) > 1;
    if (apart) this.#headStart = -1;
    // White space that is none in a script, as it comes from web pages, is seen as indentation.
    const odd = /^[^\S \t]/.exec(prose)?.[0];
    if (this.#headStart !== -1 && /^\s*[A-Za-z0-9_][A-Za-z0-9_.]*[ \t]*:(?!\/\/)/.test(prose)) {
      this.#flush();
      const name = text.slice(this.#headStart, this.#headEnd);
      const message = this.#commented ? messages.paramAfterComment(name) : messages.paramNotIndented(name);
      report(this.#building, start, end, odd === undefined ? message : messages.oddIndentation(name, odd));
      return;
    }
    this.#headStart = -1;
    if (apart) this.#flush();
    if (this.#lines === undefined) this.#lines = { start, end, count: 1 };
    else this.#lines.count += 1;
  }

  #flush(): void {
    if (this.#lines === undefined) return;
    const { start, end, count } = this.#lines;
    const isLikeAction = likeAction.test(this.#building.source.text.slice(start, end));
    report(this.#building, start, end, messages.belongsToNothing(count, isLikeAction));
    this.#lines = undefined;
  }

  #reportMarkdown(start: number, prose: string): void {
    const match = this.#markdown === 'all' ? /^(!+)(?!\[)([A-Za-z0-9_]\S*)?/.exec(prose) : null;
    if (match === null) return;
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
