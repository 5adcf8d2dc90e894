// Tokens to a concrete tree: a script is actions, comments and prose; an action is its head and the entries of its body.

import { type CstNode, CstParser, type IRecognitionException, type IToken } from 'chevrotain';
import { lex, lexAction } from './lexer.ts';
import type { Markdown } from './reading.ts';
import * as t from './tokens.ts';
import * as v from './value-tokens.ts';

export type Token = IToken;

export interface ActionNode {
  name: 'action';
  children: { head: Token[]; entry?: EntryNode[] };
}

/** One param, argument or comment: exactly one of `key`, `word` and `comment` is there. */
export interface EntryNode {
  name: 'entry';
  children: {
    key?: Token[];
    /** Items of the value, the commas and comments between them, in their order. */
    value?: Token[];
    word?: Token[];
    comment?: Token[];
  };
}

/** What a text consists of, in its order: the tree of an action, or a comment or prose between actions. */
export type Section = ActionNode | Token;

export function isAction(section: Section): section is ActionNode {
  return 'children' in section;
}

export interface Parsed {
  /** Of the whole text in order; what is between two tokens is white space. */
  tokens: Token[];
  /** Starts of body lines that are indented by one column only. */
  narrow: number[];
  /** Made as they are asked for, so that a long text is never a tree as a whole. */
  sections: Iterable<Section>;
  /** Complete when the sections have been asked for. The lexer leaves nothing to stumble over, so none are expected. */
  errors: IRecognitionException[];
}

export class HeroParser extends CstParser {
  readonly script: () => CstNode;
  readonly action: () => CstNode;

  /** `checked` asks the library to look for ambiguities in the grammar; it takes a while. */
  constructor(checked = false) {
    super([...new Set(Object.values(t.modes).flat())], {
      maxLookahead: 1,
      recoveryEnabled: true,
      nodeLocationTracking: 'none',
      skipValidations: !checked,
    });

    const key = { LABEL: 'key' };
    const value = { LABEL: 'value' };
    const word = { LABEL: 'word' };
    const comment = { LABEL: 'comment' };
    const between = { LABEL: 'between' };

    // Made once: making the alternatives anew for each entry would take half the time of parsing.
    const valueParts = [v.Bare, v.Quote, v.Bracket, v.Below, t.Comma, t.LastComma, v.EmptyComma, v.EmptyLastComma];
    const ofValue = [...valueParts, v.ValueComment].map((type) => ({ ALT: () => this.CONSUME(type, value) }));
    const part = () => this.OR2(ofValue);
    const ofEntry = [
      {
        ALT: () => {
          this.CONSUME(t.Key, key);
          this.MANY(part);
        },
      },
      { ALT: () => this.CONSUME(t.EmptyKey, key) },
      ...[t.Arg, t.QuotedArg, t.Stray].map((type) => ({ ALT: () => this.CONSUME(type, word) })),
      ...[t.Comment, t.BodyHtmlComment].map((type) => ({ ALT: () => this.CONSUME(type, comment) })),
    ];
    const entry = this.RULE('entry', () => {
      this.OR(ofEntry);
    });

    const oneEntry = () => this.SUBRULE(entry);
    this.action = this.RULE('action', () => {
      this.CONSUME(t.Head, { LABEL: 'head' });
      this.MANY(oneEntry);
    });

    const ofScript = [
      { ALT: () => this.SUBRULE(this.action) },
      ...[t.LineComment, t.Prose, t.HashLine, t.HtmlComment].map((type) => ({
        ALT: () => this.CONSUME(type, between),
      })),
    ];
    const section = () => this.OR(ofScript);
    this.script = this.RULE('script', () => {
      this.OPTION(() => this.CONSUME(t.Preamble, between));
      this.MANY(section);
    });

    this.performSelfAnalysis();
  }
}

let parser: HeroParser | undefined;
const sectionStarts = new Set([t.Head, t.Preamble, t.LineComment, t.HashLine, t.HtmlComment, t.Prose]);

/** Any text has sections; linear in its length. The first call makes the parser. */
export function parseText(text: string, markdown?: Markdown): Parsed {
  const { tokens, narrow } = lex(text, markdown);
  const errors: IRecognitionException[] = [];
  return { tokens, narrow, sections: sectionsOf(tokens, errors), errors };
}

/** The action whose head is at an offset of the text that is being read; `end` is where the text goes on behind it. */
export function parseAction(at: number): Omit<Parsed, 'sections'> & { action: ActionNode; end: number } {
  const errors: IRecognitionException[] = [];
  const lexed = lexAction(at);
  return { ...lexed, action: actionOf(lexed.tokens, errors), errors };
}

function* sectionsOf(tokens: readonly Token[], errors: IRecognitionException[]): Generator<Section> {
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i] as Token;
    let end = i + 1;
    if (token.tokenType !== t.Head) yield token;
    else {
      for (let next = tokens[end]; next !== undefined && !sectionStarts.has(next.tokenType); next = tokens[end])
        end += 1;
      yield actionOf(tokens.slice(i, end), errors);
    }
    i = end;
  }
}

function actionOf(tokens: Token[], errors: IRecognitionException[]): ActionNode {
  parser ??= new HeroParser();
  parser.input = tokens;
  const node = parser.action() as unknown as ActionNode;
  errors.push(...parser.errors);
  // Lets go of the tokens.
  parser.input = [];
  return node;
}
